// Ending an attempt: the only way a running job changes state, and it is fenced.

extension WriterContext {
  /// Applies `transition`; false if its fence is stale, and nothing has changed.
  func apply(_ transition: Transition) throws(StoreError) -> Bool {
    let fence = transition.fence
    guard let facts = try facts(fence.job), facts.state == .running, facts.starts == fence.start,
      facts.boot == fence.boot
    else { return false }
    if facts.isLeased {
      try run(LeaseSQL.delete, fence.job)
      ledger.times.isNextDueStale = true
      commit.leaseNews.insert(fence.job)
      commit.leaseEnds.append(fence)
    }
    var settled = Completion.settle(transition, isCancelRequested: facts.flags.isCancelEffective)
    // No end is before its start, also if the clock was set back between them; a pause is reckoned from now.
    settled.runAt = settled.runAt.map { ClockPolicy.cut($0, begunAt: settled.finishedAt, now: now) }
    if settled.next == .cancelled && facts.flags.contains(.batchTimedOut) { settled.reason = .timeout }
    try writeEnd(settled, facts)
    try writeAttempt(settled)
    var links = facts.links
    links.lane = settled.lane ?? links.lane
    try noteMove(
      fence.job, links, from: .running, to: settled.next, reason: settled.reason, attempt: settled.attempt,
      due: settled.runAt, at: now)
    if settled.next.isTerminal {
      try noteEnd(fence.job, facts.flags, as: settled.next)
      // After the end: a follow-up may take over its parent's unique key.
      try insertFollowUps(settled.followUps, of: fence.job)
    } else if facts.deadlineAt != nil {
      ledger.times.isNextDueStale = true
    }
    return true
  }

  /// Stores what the job asked for itself. One that cannot be stored is left out and told of; the end stands.
  private func insertFollowUps(_ followUps: [FollowUp], of id: JobID) throws(StoreError) {
    for followUp in followUps {
      if let refusal = try check([followUp.job]) {
        commit.refusedFollowUps.append(RefusedFollowUp(parent: id, refusal: refusal))
      } else if try holderToReturn(followUp.job) == nil {
        _ = try insertOne(followUp.job, under: (id, followUp.on))
      }
    }
  }

  private func writeEnd(_ transition: Transition, _ facts: JobFacts) throws(StoreError) {
    try allow(transition.fence.job, JobSQL.apply, from: .running, to: transition.next)
    let isEnd = transition.next.isTerminal
    let end = transition.finishedAt
    let expiry = ClockPolicy.cut(end.advanced(byMicros: transition.keepForMicros), begunAt: end, now: now)
    if isEnd { commit.noteExpiry(expiry) }
    let statement = try statement(JobSQL.apply)
    statement.bind(1, transition.fence.job.value)
    statement.bind(2, transition.fence.start)
    statement.bind(3, transition.fence.boot)
    statement.bind(4, transition.next.rawValue)
    statement.bind(5, transition.reason?.rawValue)
    statement.bind(6, transition.runAt?.micros)
    statement.bind(7, isEnd ? transition.finishedAt.micros : nil)
    statement.bind(8, isEnd ? expiry.micros : nil)
    statement.bind(9, transition.givesBackAttempt && !isEnd ? facts.attempt - 1 : facts.attempt)
    var flags: JobFlags = transition.hasResult ? .hasResult : []
    if transition.progress != nil { flags.insert(.hasProgress) }
    if transition.isTimedOut { flags.insert(.timedOut) }
    statement.bind(10, flags.rawValue)
    statement.bind(11, transition.lane)
    statement.bind(12, transition.runAt == nil ? nil : min(end, now).micros)
    try change(transition.fence.job, JobSQL.apply, statement)
    if let progress = transition.progress { try writeProgress(progress, of: transition.fence) }
    if transition.next == .succeeded && facts.flags.contains(.hasCheckpoint) {
      try run(ProgressSQL.deleteCheckpoint, transition.fence.job)
    }
  }

  private func writeAttempt(_ transition: Transition) throws(StoreError) {
    let statement = try statement(AttemptSQL.insert)
    statement.bind(1, transition.fence.job.value)
    statement.bind(2, transition.fence.start)
    statement.bind(3, transition.attempt)
    statement.bind(4, transition.startedAt.micros)
    statement.bind(5, transition.finishedAt.micros)
    statement.bind(6, transition.outcome.rawValue)
    statement.bind(7, transition.exitCode)
    statement.bind(8, transition.signal)
    statement.bind(9, transition.failure?.code)
    statement.bind(10, transition.failure?.message)
    statement.bind(11, transition.pid)
    statement.bind(12, transition.log.stdoutBytes)
    statement.bind(13, transition.log.stderrBytes)
    statement.bind(14, transition.log.isTruncated ? 1 : 0)
    statement.bind(15, transition.result)
    statement.bind(16, SpecCoding.encode(transition.http))
    try statement.run()
    if transition.givesBackAttempt { try pruneGivenBack(transition) }
  }

  /// A job may be put off for ever; its history shows the last few times.
  private func pruneGivenBack(_ transition: Transition) throws(StoreError) {
    let last = transition.fence.start - Limits.givenBackShownMax
    if last < 1 { return }
    let statement = try statement(AttemptSQL.deleteGivenBack)
    statement.bind(1, transition.fence.job.value)
    statement.bind(2, last)
    var starts: [Int] = []
    while try statement.step() { starts.append(statement.int(0)) }
    if !starts.isEmpty { commit.forgottenStarts.append(DeletedJob(id: transition.fence.job, starts: starts)) }
  }

  func record(_ process: ProcessRecord, of fence: Fence) throws(StoreError) {
    let statement = try statement(JobSQL.recordProcess)
    statement.bind(1, fence.job.value)
    statement.bind(2, fence.start)
    statement.bind(3, fence.boot)
    statement.bind(4, process.pid)
    statement.bind(5, process.startTicks)
    try statement.run()
  }
}
