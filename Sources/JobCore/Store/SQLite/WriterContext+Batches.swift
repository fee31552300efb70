// Batches: their members are ordinary jobs; what is kept here is how many are in which state, and what follows.

extension WriterContext {
  func createBatch(
    _ new: NewBatch, idempotency: BatchIdempotency?, now: Timestamp
  ) throws(StoreError) -> BatchAnswer {
    self.now = now
    if let idempotency {
      switch try earlierAnswer(key: idempotency.key, fingerprint: idempotency.fingerprint, now: now) {
      case .replayed(let answer): return .replayed(answer)
      case .mismatch: return .refused(.mismatch)
      case nil: break
      }
    }
    if let refusal = try check(new.jobs, now: now) { return .refused(refusal) }
    let id = try nextID(.batch)
    flow.batches[id] = BatchMemory(
      id: id, name: new.name, isFailFast: new.isFailFast, staysOpen: new.staysOpen, isOpen: true,
      isCancelRequested: false, counts: [Int](repeating: 0, count: JobState.allCases.count), createdAt: now,
      submittedBy: new.submittedBy, deadline: new.deadline,
      timeoutAt: new.timeoutMicros.map { steady.now.advanced(byMicros: max(0, $0)) },
      hasCallbacks: !new.callbacks.isEmpty)
    if new.jobs.isEmpty { expireBatch(id, now: now) }
    try insertBatch(id)
    try insertCallbacks(new.callbacks, of: .batch(BatchID(id)))
    memory.noteDue(flow.batches[id]?.timeUp(clockAhead: steady.ahead))
    var ids: [JobID] = []
    ids.reserveCapacity(new.jobs.count)
    try settling { context throws(StoreError) in
      for var job in new.jobs {
        job.batch = BatchID(id)
        ids.append(try context.insertOne(job, now: now).id)
      }
      context.flow.touchedBatches.insert(id)
      // wait_for with a limit of 0 or less: nothing of it starts.
      if try context.timeOut(id, now: now) { try context.cancelMembers(id, after: 0, now: now) }
    }
    guard let batch = try batchMemory(id)?.batch(clockAhead: memory.clockAhead) else {
      return .refused(.noSuchBatch(BatchID(id)))
    }
    if let idempotency {
      try remember(
        key: idempotency.key, fingerprint: idempotency.fingerprint, answer: idempotency.render(batch, ids), now: now)
    }
    return .created(batch, ids)
  }

  func closeBatch(_ id: BatchID, now: Timestamp) throws(StoreError) -> BatchVerdict {
    self.now = now
    guard let batch = try batchMemory(id.value) else { return .notFound }
    if !batch.isOpen || batch.finishedAt != nil { return .refused(isDone: batch.finishedAt != nil) }
    try settling { context throws(StoreError) in
      context.flow.batches[id.value]?.isOpen = false
      context.flow.dirtyBatches.insert(id.value)
      context.flow.touchedBatches.insert(id.value)
    }
    return try verdict(id)
  }

  func cancelBatch(_ id: BatchID, reason: String?, now: Timestamp) throws(StoreError) -> BatchVerdict {
    self.now = now
    guard let batch = try batchMemory(id.value) else { return .notFound }
    if batch.finishedAt != nil { return .refused(isDone: true) }
    try settling { context throws(StoreError) in
      try context.beginCancel(id.value, reason: reason, now: now)
    }
    return try verdict(id)
  }

  private func verdict(_ id: BatchID) throws(StoreError) -> BatchVerdict {
    guard let batch = try batchMemory(id.value) else { return .notFound }
    return .done(batch.batch(clockAhead: memory.clockAhead))
  }

  // MARK: Cancelling, a chunk at a time

  /// Marks the batch, so that none of its members starts and a restart goes on with it, and cancels the first chunk.
  func beginCancel(_ id: Int64, reason: String?, now: Timestamp) throws(StoreError) {
    mark(id, reason: reason)
    try cancelMembers(id, after: 0, now: now)
  }

  func mark(_ id: Int64, reason: String?) {
    flow.batches[id]?.isCancelRequested = true
    flow.batches[id]?.cancelReason = reason
    flow.batches[id]?.isOpen = false
    flow.dirtyBatches.insert(id)
    flow.touchedBatches.insert(id)
    memory.isNextDueStale = true
  }

  /// Cancels the next members; what is left follows in transactions of its own, so that nobody waits for all of it.
  func cancelMembers(_ id: Int64, after last: Int64, now: Timestamp) throws(StoreError) {
    self.now = now
    // A member that was retried by hand since takes the cancel back.
    guard let batch = try batchMemory(id), batch.isCancelRequested else { return }
    let statement = try statement(BatchSQL.memberStates)
    statement.bind(1, id)
    statement.bind(2, last)
    statement.bind(3, Limits.batchCancelChunk)
    var members: [(id: Int64, isEnded: Bool)] = []
    while try statement.step() {
      members.append((statement.int64(0), try JobState.stored(statement.int(1)).isTerminal))
    }
    var reached = last
    try settling { context throws(StoreError) in
      for member in members {
        if context.isPieceDone && reached > last { return }
        if !member.isEnded { try context.cancelMember(JobID(member.id), of: id, now: now) }
        reached = member.id
      }
    }
    let isAll = members.count < Limits.batchCancelChunk && reached == members.last?.id ?? last
    if !isAll { deferCancel(id, after: reached) }
  }

  /// Cancels one member of a batch that is being cancelled.
  func cancelMember(_ job: JobID, of id: Int64, now: Timestamp) throws(StoreError) {
    var options = CancelOptions()
    let batch = flow.batches[id]
    options.isOutOfTime = batch?.isTimedOut ?? false
    let what = options.isOutOfTime ? "the time of batch \(id) was up" : "batch \(id) was cancelled"
    options.reason = batch?.cancelReason ?? what
    _ = try cancel(job, options, now: now)
  }

  /// Goes on with what the last boot did not come to the end of; so many batches at a time.
  func resumeBatchCancels(after last: Int64 = 0, now: Timestamp) throws(StoreError) {
    let statement = try statement(BatchSQL.cancelling)
    statement.bind(1, last)
    statement.bind(2, Limits.batchCancelChunk)
    var ids: [Int64] = []
    while try statement.step() { ids.append(statement.int64(0)) }
    for id in ids { deferCancel(id, after: 0) }
    guard ids.count == Limits.batchCancelChunk, let next = ids.last else { return }
    deferred.append(
      DeferredWork { context, now throws(StoreError) in try context.resumeBatchCancels(after: next, now: now) })
  }

  func deferCancel(_ id: Int64, after last: Int64) {
    deferred.append(
      DeferredWork(run: { context, now throws(StoreError) in
        try context.cancelMembers(id, after: last, now: now)
      }))
  }

  // MARK: Members

  /// Keeps the counts when a member goes `from` one state `to` another.
  func noteBatch(_ id: Int64, job: JobID, from: JobState?, to: JobState?) throws(StoreError) {
    guard try batchMemory(id) != nil, var batch = flow.batches.removeValue(forKey: id) else { return }
    if let from { batch.counts[from.rawValue] -= 1 }
    if let to {
      if from == nil { batch.expiresAt = nil }
      batch.counts[to.rawValue] += 1
      if BatchPolicy.isFailure(to) && from != to {
        batch.hasNewFailure = true
        batch.firstFailure = batch.firstFailure ?? job.value
      }
      if BatchPolicy.endsGather(to) && from != to { batch.firstError = batch.firstError ?? job.value }
      if from?.isTerminal == true && !to.isTerminal { try reopen(&batch) }
    }
    flow.batches[id] = batch
    flow.dirtyBatches.insert(id)
    if to?.isTerminal == true { flow.touchedBatches.insert(id) }
  }

  /// A member that had ended is retried by hand: the batch is not done until it has ended again.
  private func reopen(_ batch: inout BatchMemory) throws(StoreError) {
    guard batch.finishedAt != nil else { return }
    batch.isCancelRequested = false
    batch.cancelReason = nil
    batch.finishedAt = nil
    // As the deadline of a job that is retried after it.
    batch.isTimedOut = false
    if let deadline = batch.deadline, deadline <= now { batch.deadline = nil }
    memory.isNextDueStale = true
    if batch.hasCallbacks { try renewCallbacks(of: .batch(BatchID(batch.id))) }
  }

  /// What the ends of this verb mean for the batches: fail fast, and done.
  func settleBatches(now: Timestamp) throws(StoreError) {
    while let id = flow.touchedBatches.popFirst() {
      guard let batch = try batchMemory(id), batch.finishedAt == nil else { continue }
      flow.batches[id]?.hasNewFailure = false
      if batch.hasNewFailure && BatchPolicy.failureCancels(batch.facts) {
        try beginCancel(id, reason: "another member of batch \(id) failed", now: now)
        continue
      }
      if BatchPolicy.isDone(batch.facts) {
        flow.batches[id]?.isOpen = false
        flow.batches[id]?.finishedAt = max(now, batch.createdAt)
        // What is told of it from now on moves no more.
        flow.batches[id]?.deadline = batch.timeUp(clockAhead: memory.clockAhead)
        flow.batches[id]?.timeoutAt = nil
        flow.dirtyBatches.insert(id)
        // Its members may all have been removed before it was done; or there never were any.
        if batch.facts.size > 0 { batchesWithRemoved.insert(id) } else { expireBatch(id, now: now) }
        if batch.deadline != nil || batch.timeoutAt != nil { memory.isNextDueStale = true }
        commit.batchEvents.append(BatchEvent(batch: BatchID(id), isDone: true))
        let isSuccess = BatchPolicy.isSuccess(batch.facts)
        if batch.hasCallbacks { try callbacksDue(of: .batch(BatchID(id)), isSuccess: isSuccess, now: now) }
        endedParents.append(EndedParent(kind: .batch, id: id, isSuccess: isSuccess))
      }
    }
  }

  // MARK: Rows

  /// The batch, read when it is first needed.
  func batchMemory(_ id: Int64) throws(StoreError) -> BatchMemory? {
    if let batch = flow.batches[id] { return batch }
    let statement = try statement(BatchSQL.select)
    statement.bind(1, id)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    let batch = BatchReading.memory(statement)
    flow.batches[id] = batch
    return batch
  }

  private func insertBatch(_ id: Int64) throws(StoreError) {
    guard let batch = flow.batches[id] else { return }
    let statement = try statement(BatchSQL.insert)
    statement.bind(1, id)
    statement.bind(2, batch.name)
    statement.bind(3, batch.isFailFast ? 1 : 0)
    statement.bind(4, batch.staysOpen ? 1 : 0)
    statement.bind(5, 1)
    statement.bind(6, 0)
    statement.bind(7, BatchReading.encode(batch.counts))
    statement.bind(8, Int64?.none)
    statement.bind(9, batch.createdAt.micros)
    statement.bind(10, Int64?.none)
    statement.bind(11, batch.submittedBy)
    statement.bind(12, batch.cancelReason)
    statement.bind(13, batch.expiresAt?.micros)
    statement.bind(14, batch.deadline?.micros)
    statement.bind(15, batch.isTimedOut ? 1 : 0)
    statement.bind(16, batch.hasCallbacks ? 1 : 0)
    statement.bind(17, batch.firstError)
    statement.bind(18, batch.timeoutAt?.micros)
    try statement.run()
    flow.dirtyBatches.insert(id)
  }

  /// Writes the batches this transaction changed.
  func flushBatches() throws(StoreError) {
    if flow.dirtyBatches.isEmpty && batchesWithRemoved.isEmpty { return }
    while let id = batchesWithRemoved.popFirst() { try settleRemoved(id) }
    let statement = try statement(BatchSQL.update)
    for id in flow.dirtyBatches {
      guard let batch = flow.batches[id] else { continue }
      statement.bind(1, id)
      statement.bind(2, batch.isOpen ? 1 : 0)
      statement.bind(3, batch.isCancelRequested ? 1 : 0)
      statement.bind(4, BatchReading.encode(batch.counts))
      statement.bind(5, batch.firstFailure)
      statement.bind(6, batch.finishedAt?.micros)
      statement.bind(7, batch.cancelReason)
      statement.bind(8, batch.expiresAt?.micros)
      statement.bind(9, batch.deadline?.micros)
      statement.bind(10, batch.isTimedOut ? 1 : 0)
      statement.bind(11, batch.firstError)
      statement.bind(12, batch.timeoutAt?.micros)
      try statement.run()
    }
    flow.dirtyBatches.removeAll(keepingCapacity: true)
    if flow.batches.count > Limits.batchMemoryMax { flow.batches.evictAll() }
  }
}
