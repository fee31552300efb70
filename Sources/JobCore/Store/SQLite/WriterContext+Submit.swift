// Inserting jobs, and the idempotency keys that go into the same transaction.

extension WriterContext {
  /// Stores `jobs`, or finds that this request has been answered before.
  func insert(_ jobs: [NewJob], idempotency: IdempotencyRequest?, now: Timestamp) throws(StoreError) -> InsertAnswer {
    self.now = now
    if let idempotency, let earlier = try earlierAnswer(to: idempotency, now: now) { return earlier }
    let unknown = Set(jobs.lazy.map(\.queue).filter { self.memory.queueIDs[$0] == nil })
    if !unknown.isEmpty && memory.queues.count + unknown.count > Limits.queueCountMax { return .tooManyQueues }
    var inserted: [Job] = []
    inserted.reserveCapacity(jobs.count)
    for job in jobs { inserted.append(try insert(job, now: now)) }
    if let idempotency { try remember(idempotency, answer: idempotency.render(inserted), now: now) }
    return .created(inserted)
  }

  private func insert(_ new: NewJob, now: Timestamp) throws(StoreError) -> Job {
    let id = JobID(memory.lastJobID + 1)
    let queue = try queueID(new.queue)
    let job = Job(new, id: id, now: now)
    let statement = try statement(JobSQL.insert)
    statement.bind(1, id.value)
    statement.bind(2, job.state.rawValue)
    statement.bind(3, queue)
    statement.bind(4, new.priority)
    statement.bind(5, job.kind.rawValue)
    statement.bind(6, new.isShielded ? JobFlags.shielded.rawValue : 0)
    statement.bind(7, job.maxAttempts)
    statement.bind(8, now.micros)
    statement.bind(9, job.runAt?.micros)
    statement.bind(10, new.deadline?.micros)
    try statement.run()

    let spec = try self.statement(SpecSQL.insert)
    spec.bind(1, id.value)
    SpecCoding.bind(new, to: spec)
    try spec.run()
    try insertTags(new.tags, of: id)

    memory.lastJobID = id.value
    memory.isLastJobIDDirty = true
    memory.noteDue(new.deadline)
    noteMove(id, queue: queue, from: nil, to: job.state, reason: nil, attempt: 0, due: job.runAt, at: now)
    return job
  }

  func insertTags(_ tags: [String: String], of id: JobID) throws(StoreError) {
    if tags.isEmpty { return }
    let statement = try statement(SpecSQL.insertTag)
    for (key, value) in tags {
      statement.bind(1, key)
      statement.bind(2, value)
      statement.bind(3, id.value)
      try statement.run()
    }
  }

  /// The id of a queue, which comes into being when it is first named.
  func queueID(_ name: String) throws(StoreError) -> Int64 {
    if let id = memory.queueIDs[name] { return id }
    let id = (memory.queues.keys.max() ?? 0) + 1
    let statement = try statement(StoreSQL.insertQueue)
    statement.bind(1, id)
    statement.bind(2, name)
    statement.bind(3, Int64?.none)
    statement.bind(4, 0)
    try statement.run()
    memory.queueIDs[name] = id
    memory.queues[id] = QueueMemory(
      id: id, name: name, settings: QueueSettings(), counts: [Int](repeating: 0, count: JobState.allCases.count))
    return id
  }

  // MARK: Idempotency

  private func earlierAnswer(to request: IdempotencyRequest, now: Timestamp) throws(StoreError) -> InsertAnswer? {
    let statement = try statement(StoreSQL.idempotency)
    statement.bind(1, request.key)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    let age = now.micros(since: Timestamp(micros: statement.int64(2)))
    if age > Limits.idempotencyKeepMicros { return nil }
    return statement.bytes(0) == request.fingerprint ? .replayed(statement.bytes(1) ?? []) : .mismatch
  }

  private func remember(_ request: IdempotencyRequest, answer: [UInt8], now: Timestamp) throws(StoreError) {
    let prune = try statement(StoreSQL.pruneIdempotency)
    prune.bind(1, now.micros - Limits.idempotencyKeepMicros)
    try prune.run()
    let statement = try statement(StoreSQL.insertIdempotency)
    statement.bind(1, request.key)
    statement.bind(2, request.fingerprint)
    statement.bind(3, answer)
    statement.bind(4, now.micros)
    try statement.run()
  }
}
