// Claiming: ready → running, for as many jobs as there are slots, and the claim that waits for work.

extension WriterContext {
  /// Claims at once what there is, or parks the claim until a transaction brings work; `answer` is called after the
  /// commit, once.
  func claim(
    _ room: ClaimRoom, order: Int, answer: @escaping @Sendable ([ClaimedJob]) -> Void
  ) throws(StoreError) -> (() -> Void) {
    let jobs = try starting { () throws(StoreError) in try claimReady(room) }
    if jobs.isEmpty {
      ledger.claims.parked = ParkedClaim(room: room, order: order, answer: answer)
      return {}
    }
    return { answer(jobs) }
  }

  /// Lets the claims that wait take what this transaction has brought; its last step but writing what is remembered.
  func serveClaims() throws(StoreError) -> [() -> Void] {
    try starting { () throws(StoreError) in
      let answer = try serveParkedClaim()
      return try (answer.map { [$0] } ?? []) + serveRemoteClaims()
    }
  }

  private func serveParkedClaim() throws(StoreError) -> (() -> Void)? {
    guard let parked = ledger.claims.parked,
      ledger.claims.news.hasNewWork || ledger.claims.isRevised || startsAtOnce != nil
    else { return nil }
    ledger.claims.isRevised = false
    // Whoever claims comes again for the rest.
    if startsAtOnce != nil { return withdrawClaim() }
    let jobs = try claimReady(parked.room)
    if jobs.isEmpty { return nil }
    ledger.claims.parked = nil
    return { parked.answer(jobs) }
  }

  func reviseClaim(_ room: ClaimRoom, order: Int) {
    guard let parked = ledger.claims.parked, parked.order < order else { return }
    ledger.claims.parked?.room = room
    ledger.claims.parked?.order = order
    ledger.claims.isRevised = true
  }

  /// Unparks the claim; its answer is what has started at once, as a rule nothing.
  func withdrawClaim() -> (() -> Void) {
    guard let parked = ledger.claims.parked else { return {} }
    let jobs = takeStarts()
    ledger.claims.parked = nil
    return { parked.answer(jobs) }
  }

  private func claimReady(_ room: ClaimRoom) throws(StoreError) -> [ClaimedJob] {
    // What is due runs, and what is overdue must not.
    if let due = ledger.times.nextDue, due <= now, !isExhausted, !wasPiece { try promoteDue() }
    var claimed: [ClaimedJob] = []
    var admission = Admission(room, slotsTotal: slotsTotal)
    let most = claimShare()
    var isStale: Bool
    repeat {
      ledger.claims.news.hasNewWork = false
      isStale = false
      try admitLimits()
      for candidate in try candidates(admission, most: most) where !admission.isClosed {
        switch try claim(candidate, &admission) {
        case .claimed(let job): claimed.append(job)
        case .passed: break
        // The index showed what may not start any more; what stands behind it has not been looked at.
        case .gone: isStale = true
        }
        try settle()
        // Whoever claims comes again for the rest.
        if claimed.count >= most || (isStale && isExhausted) { break }
      }
    } while isStale && claimed.isEmpty && !isExhausted
    // The rest of them in transactions of their own: `deferLateWork` makes them.
    if isStale && claimed.isEmpty { ledger.claims.news.hasNewWork = true }
    ledger.times.nextToken = admission.nextTokenAt
    return claimed
  }

  enum ClaimStep {
    case claimed(ClaimedJob)
    case passed
    case gone
  }

  /// One job, if nothing stands against it after all.
  func claim(
    _ candidate: ReadyJob, _ admission: inout Admission
  ) throws(StoreError) -> ClaimStep {
    guard var queue = ledger.queues[candidate.queue] else { return .passed }
    if let batch = candidate.batch, try isCancelling(batch) {
      try cancelMember(JobID(candidate.id), of: batch)
      return .gone
    }
    let permits = candidate.limit.flatMap { ledger.limits[$0]?.permits }
    let obstacle = admission.obstacle(candidate, &queue, permits: permits, now: now)
    // Also of a queue that lets nothing start: its bucket is reckoned from now on.
    if queue.settings.rate != nil { ledger.queues[queue.id]?.bucket = queue.bucket }
    if obstacle == .limit, let limit = candidate.limit {
      ledger.limits.changed.insert(limit)
      return .gone
    }
    if obstacle != nil { return .passed }
    if candidate.flags.contains(.hasNoTime) || DuePolicy.isOverdue(.queued, deadline: candidate.deadline, now: now) {
      return try endUnstarted(candidate)
    }
    guard var job = try claimOne(candidate) else { return .passed }
    job.slots = admission.weight(candidate, queue)
    admission.took(candidate, &queue)
    if queue.settings.rate != nil {
      ledger.queues[queue.id]?.bucket = queue.bucket
      ledger.queues.changedTokens.insert(queue.id)
    }
    return .claimed(job)
  }

  /// Its deadline has passed, and it was not among those the alarm has come to yet; or its limit is 0 or less, and
  /// asyncio's wait_for never starts what has no time.
  private func endUnstarted(_ candidate: ReadyJob) throws(StoreError) -> ClaimStep {
    let id = JobID(candidate.id)
    // Its end would break a rule, each time again: nobody else's start is to fail for that.
    if setAside.contains(.job(id)) { return .passed }
    guard let facts = try facts(id), facts.state == .queued else { return .passed }
    let isExpired = facts.isOverdue(now)
    guard isExpired || facts.flags.contains(.hasNoTime) else { return .passed }
    try end(id, facts, as: .failed, reason: isExpired ? .expired : .timeout)
    return .gone
  }

  /// `nil` if it is not queued any more: what has been done with an earlier one may have ended it.
  private func claimOne(_ candidate: ReadyJob) throws(StoreError) -> ClaimedJob? {
    let id = JobID(candidate.id)
    // Not before it was made, if the clock was set back since.
    let startedAt = max(now, candidate.createdAt)
    let update = try statement(JobSQL.claim)
    update.bind(1, id.value)
    update.bind(2, startedAt.micros)
    update.bind(3, boot)
    update.bind(4, candidate.attempt)
    update.bind(5, candidate.starts)
    guard try update.runCounting() == 1 else { return nil }
    let attempt = candidate.attempt + 1
    let links = JobLinks(
      queue: candidate.queue, weight: candidate.weight, batch: candidate.batch, limit: candidate.limit,
      lane: candidate.lane)
    try noteMove(id, links, from: .queued, to: .running, reason: nil, attempt: attempt, at: now)
    if candidate.deadline != nil { ledger.times.isNextDueStale = true }

    var spec = try self.spec(id)
    spec.queue = ledger.queues[candidate.queue]?.name ?? ""
    spec.priority = candidate.ownPriority
    spec.isShielded = candidate.flags.contains(.shielded)
    spec.deadline = candidate.deadline
    spec.slotsNeeded = candidate.weight
    let parents =
      candidate.flags.contains(.hasParents) ? try parentResults(id, within: spec.limits) : (jobs: [], batches: [])
    return ClaimedJob(
      fence: Fence(job: id, start: candidate.starts + 1, boot: boot), attempt: attempt,
      maxAttempts: candidate.maxAttempts, startedAt: startedAt, createdAt: candidate.createdAt,
      queueID: candidate.queue, spec: spec, parents: parents.jobs, batches: parents.batches, lane: candidate.lane,
      checkpoint: candidate.flags.contains(.hasCheckpoint) ? try checkpoint(of: id) : nil)
  }

  /// What it follows, as far as its submitter may see it.
  func parentResults(
    _ id: JobID, within limits: RealmLimits?
  ) throws(StoreError) -> (jobs: [ParentResult], batches: [BatchID]) {
    let statement = try statement(EdgeSQL.parents)
    statement.bind(1, id.value)
    statement.bind(2, Limits.parentsMax + 1)
    var results = try EdgeReading.results(statement)
    guard limits != nil else { return results }
    var visible: [ParentResult] = []
    for parent in results.jobs where try isWithin(limits, parent.id) { visible.append(parent) }
    results.jobs = visible
    return results
  }

  func spec(_ id: JobID) throws(StoreError) -> NewJob {
    try spec(id, SpecSQL.select)
  }

  /// The spec without payload and input: what decisions need.
  func decisiveSpec(_ id: JobID) throws(StoreError) -> NewJob {
    try spec(id, SpecSQL.decisive)
  }

  private func spec(_ id: JobID, _ sql: NamedSQL) throws(StoreError) -> NewJob {
    let statement = try statement(sql)
    statement.bind(1, id.value)
    guard try statement.step() else { throw .unreadable(statement: sql.name, message: "job \(id) has no spec") }
    defer { statement.reset() }
    return try SpecCoding.spec(from: statement)
  }
}
