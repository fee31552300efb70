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
    if let due = ledger.times.nextDue, due <= now, !isExhausted, !piece.wasWhole { try promoteDue() }
    var claimed: [StartedJob] = []
    var admission = Admission(room, slotsTotal: terms.slotsTotal)
    let most = claimShare()
    var isStale: Bool
    repeat {
      ledger.claims.news.hasNewWork = false
      isStale = false
      try admitLimits()
      for candidate in try candidates(admission, most: most) where !admission.isClosed {
        switch try claim(candidate, &admission) {
        case .claimed(let start): claimed.append(start)
        case .passed: break
        // The index showed what may not start any more; what stands behind it has not been looked at.
        case .gone: isStale = true
        }
        try Settlement.run(self)
        // Whoever claims comes again for the rest.
        if claimed.count >= most || (isStale && isExhausted) { break }
      }
    } while isStale && claimed.isEmpty && !isExhausted
    // The rest of them in transactions of their own: `deferLateWork` makes them.
    if isStale && claimed.isEmpty { ledger.claims.news.hasNewWork = true }
    ledger.times.nextToken = admission.nextTokenAt
    return try claimedJobs(claimed)
  }

  /// A job that has been started.
  struct StartedJob {
    let job: WorkingJob
    /// Slots that it takes of its queue's, and of the daemon's.
    let weight: Int
    let slots: Int

    var id: JobID { job.row.id }
  }

  enum ClaimStep {
    case claimed(StartedJob)
    case passed
    case gone
  }

  /// One job, if nothing stands against it after all.
  func claim(
    _ candidate: ReadyJob, _ admission: inout Admission
  ) throws(StoreError) -> ClaimStep {
    guard var queue = ledger.queues[candidate.queue] else { return .passed }
    if let batch = candidate.batch, try BatchCancel.isCancelling(batch, self) {
      try BatchCancel.member(JobID(candidate.id), of: batch, self)
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
    guard let started = try start(candidate) else { return .passed }
    let slots = admission.weight(candidate, queue)
    admission.took(candidate, &queue)
    if queue.settings.rate != nil {
      ledger.queues[queue.id]?.bucket = queue.bucket
      ledger.queues.changedTokens.insert(queue.id)
    }
    return .claimed(StartedJob(job: started, weight: candidate.weight, slots: slots))
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
  private func start(_ candidate: ReadyJob) throws(StoreError) -> WorkingJob? {
    guard let job = try job(JobID(candidate.id)), job.state == .queued, job.starts == candidate.starts else {
      return nil
    }
    // Not before it was made, if the clock was set back since.
    let startedAt = max(now, job.createdAt)
    if job.deadline != nil { ledger.times.isNextDueStale = true }
    return try Move.job(job, to: .running, reason: nil, self) { row in
      row.attempt += 1
      row.starts += 1
      row.startedAt = startedAt
      row.boot = terms.boot
      (row.pid, row.pidTicks) = (nil, nil)
    }
  }

  /// What those who carry them out are given: all that was submitted is read together.
  func claimedJobs(_ starts: [StartedJob]) throws(StoreError) -> [ClaimedJob] {
    if starts.isEmpty { return [] }
    var wants = Wants()
    wants.specs = starts.map(\.id)
    try readAhead(wants)
    var specs: [NewJob] = []
    specs.reserveCapacity(starts.count)
    for start in starts { specs.append(try takeSpec(start.id)) }
    var jobs: [ClaimedJob] = []
    jobs.reserveCapacity(starts.count)
    for (start, spec) in zip(starts, specs) { jobs.append(try claimedJob(start, spec)) }
    return jobs
  }

  private func claimedJob(_ start: StartedJob, _ submitted: NewJob) throws(StoreError) -> ClaimedJob {
    let row = start.job.row
    var spec = submitted
    spec.queue = ledger.queues[row.queue]?.name ?? ""
    spec.priority = row.priority
    spec.isShielded = row.flags.contains(.shielded)
    spec.deadline = row.deadline
    spec.slotsNeeded = start.weight
    let hasParents = row.flags.contains(.hasParents)
    let parents = hasParents ? try parentResults(row.id, within: spec.limits) : (jobs: [], batches: [])
    return ClaimedJob(
      fence: Fence(job: row.id, start: row.starts, boot: terms.boot), attempt: row.attempt,
      maxAttempts: row.maxAttempts, startedAt: row.begunAt, createdAt: row.createdAt, queueID: row.queue, spec: spec,
      parents: parents.jobs, batches: parents.batches, slots: start.slots, lane: row.lane,
      checkpoint: row.flags.contains(.hasCheckpoint) ? try Checkpoints.of(row.id, self) : nil)
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
    for parent in results.jobs where try UniqueKeys.isWithin(limits, parent.id, self) { visible.append(parent) }
    results.jobs = visible
    return results
  }
}
