// Claiming: ready → running, for as many jobs as there are slots, and the claim that waits for work.

extension WriterContext {
  /// Claims at once what there is, or parks the claim until a transaction brings work; `answer` is called after the
  /// commit, once.
  func claim(
    limit: Int, now: Timestamp, answer: @escaping @Sendable ([ClaimedJob]) -> Void
  ) throws(StoreError) -> (() -> Void) {
    self.now = now
    let jobs = try claimReady(limit, now: now)
    if jobs.isEmpty {
      parkedClaim = ParkedClaim(limit: limit, answer: answer)
      return {}
    }
    return { answer(jobs) }
  }

  /// Lets the parked claim take what this transaction has brought; the last verb of every transaction.
  func serveParkedClaim() throws(StoreError) -> (() -> Void)? {
    guard let parked = parkedClaim, memory.hasNewWork || isClaimRevised else { return nil }
    isClaimRevised = false
    let jobs = try claimReady(parked.limit, now: now)
    if jobs.isEmpty { return nil }
    parkedClaim = nil
    return { parked.answer(jobs) }
  }

  func reviseClaim(limit: Int, now: Timestamp) {
    self.now = now
    parkedClaim?.limit = limit
    isClaimRevised = parkedClaim != nil
  }

  /// Unparks the claim; its answer is nothing.
  func withdrawClaim() -> (() -> Void) {
    guard let parked = parkedClaim else { return {} }
    parkedClaim = nil
    return { parked.answer([]) }
  }

  private func claimReady(_ total: Int, now: Timestamp) throws(StoreError) -> [ClaimedJob] {
    // What is due runs, and what is overdue must not.
    if let due = memory.nextDue, due <= now { try promoteDue(now: now) }
    memory.hasNewWork = false
    var candidates: [(ClaimOrder.Candidate, queue: Int64)] = []
    for queue in memory.queues.values where queue.queuedCount > 0 && !queue.settings.isPaused {
      let limit = min(total, queue.freeSlots, queue.queuedCount)
      if limit <= 0 { continue }
      let statement = try statement(JobSQL.claimCandidates)
      statement.bind(1, queue.id)
      statement.bind(2, limit)
      while try statement.step() {
        candidates.append((ClaimOrder.Candidate(id: statement.int64(0), priority: statement.int(1)), queue.id))
      }
    }
    candidates.sort { ClaimOrder.precedes($0.0, $1.0) }
    var claimed: [ClaimedJob] = []
    for (candidate, queue) in candidates.prefix(total) {
      if let job = try claimOne(JobID(candidate.id), queue: queue, now: now) { claimed.append(job) }
    }
    return claimed
  }

  private func claimOne(_ id: JobID, queue: Int64, now: Timestamp) throws(StoreError) -> ClaimedJob? {
    let update = try statement(JobSQL.claim)
    update.bind(1, id.value)
    update.bind(2, now.micros)
    update.bind(3, boot)
    guard try update.step() else { return nil }
    let attempt = update.int(0)
    let start = update.int(1)
    let maxAttempts = update.int(2)
    let createdAt = Timestamp(micros: update.int64(3))
    let priority = update.int(4)
    let flags = JobFlags(rawValue: update.int64(5))
    let deadline = update.optionalInt64(6).map(Timestamp.init(micros:))
    // A RETURNING statement writes before its first row, but has to be stepped to its end to be complete.
    try update.run()
    noteMove(id, queue: queue, from: .queued, to: .running, reason: nil, attempt: attempt, at: now)
    if deadline != nil { memory.isNextDueStale = true }

    var spec = try self.spec(id)
    spec.queue = memory.queues[queue]?.name ?? ""
    spec.priority = priority
    spec.isShielded = flags.contains(.shielded)
    spec.deadline = deadline
    return ClaimedJob(
      fence: Fence(job: id, start: start, boot: boot), attempt: attempt, maxAttempts: maxAttempts, startedAt: now,
      createdAt: createdAt, queueID: queue, spec: spec)
  }

  func spec(_ id: JobID) throws(StoreError) -> NewJob {
    let statement = try statement(SpecSQL.select)
    statement.bind(1, id.value)
    guard try statement.step() else {
      throw .corrupt(statement: SpecSQL.select.name, message: "job \(id) has no spec")
    }
    defer { statement.reset() }
    return try SpecCoding.spec(from: statement)
  }
}
