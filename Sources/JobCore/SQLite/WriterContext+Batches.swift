// Batches: their members are ordinary jobs; what is kept here is how many are in which state, and what follows.

extension WriterContext {
  func createBatch(
    _ new: NewBatch, idempotency: BatchIdempotency?
  ) throws(StoreError) -> BatchAnswer {
    if let idempotency {
      switch try earlierAnswer(key: idempotency.key, fingerprint: idempotency.fingerprint) {
      case .replayed(let answer): return .replayed(answer)
      case .mismatch: return .refused(.mismatch)
      case nil: break
      }
    }
    if let refusal = try Admissible.check(new.jobs, self) { return .refused(refusal) }
    let id = try nextID(.batch)
    ledger.batches[id] = BatchMemory(
      id: id, name: new.name, isFailFast: new.isFailFast, staysOpen: new.staysOpen, isOpen: true,
      isCancelRequested: false, counts: [Int](repeating: 0, count: JobState.allCases.count), createdAt: now,
      submittedBy: new.submittedBy, deadline: new.deadline,
      timeoutAt: new.timeoutMicros.map { terms.steady.now.advanced(byMicros: max(0, $0)) },
      hasCallbacks: !new.callbacks.isEmpty)
    if new.jobs.isEmpty { expireBatch(id) }
    try insertBatch(id)
    try insertCallbacks(new.callbacks, of: .batch(BatchID(id)))
    ledger.times.noteDue(ledger.batches[id]?.timeUp(clockAhead: terms.steady.ahead))
    var ids: [JobID] = []
    ids.reserveCapacity(new.jobs.count)
    for var job in new.jobs {
      job.batch = BatchID(id)
      ids.append(try insertOne(job).id)
    }
    agenda.noteBatch(id)
    // wait_for with a limit of 0 or less: nothing of it starts.
    if try timeOut(id) { try cancelMembers(id, after: 0) }
    // What is answered, and kept to be answered again, is the batch as it comes to be.
    try Settlement.run(self)
    guard let batch = try batchMemory(id)?.batch(clockAhead: ledger.times.clockAhead) else {
      return .refused(.noSuchBatch(BatchID(id)))
    }
    if let idempotency {
      try remember(
        key: idempotency.key, fingerprint: idempotency.fingerprint, answer: idempotency.render(batch, ids))
    }
    return .created(batch, ids)
  }

  func closeBatch(_ id: BatchID) throws(StoreError) -> BatchVerdict {
    guard let batch = try batchMemory(id.value) else { return .notFound }
    if !batch.isOpen || batch.finishedAt != nil { return .refused(isDone: batch.finishedAt != nil) }
    ledger.batches[id.value]?.isOpen = false
    ledger.batches.changed.insert(id.value)
    agenda.noteBatch(id.value)
    return try verdict(id)
  }

  func cancelBatch(_ id: BatchID, reason: String?) throws(StoreError) -> BatchVerdict {
    guard let batch = try batchMemory(id.value) else { return .notFound }
    if batch.finishedAt != nil { return .refused(isDone: true) }
    try beginCancel(id.value, reason: reason)
    return try verdict(id)
  }

  /// The batch as it is when all has followed from what was done to it.
  private func verdict(_ id: BatchID) throws(StoreError) -> BatchVerdict {
    try Settlement.run(self)
    guard let batch = try batchMemory(id.value) else { return .notFound }
    return .done(batch.batch(clockAhead: ledger.times.clockAhead))
  }

  // MARK: Members

  /// Keeps the counts when a member goes `from` one state `to` another.
  func noteBatch(_ id: Int64, job: JobID, from: JobState?, to: JobState?) throws(StoreError) {
    guard try batchMemory(id) != nil, var batch = ledger.batches.removeValue(forKey: id) else { return }
    let before = batch.finishedAt == nil ? nil : batch.batch(clockAhead: ledger.times.clockAhead)
    if let from { batch.counts[from.rawValue] -= 1 }
    if let to {
      if from == nil { batch.expiresAt = nil }
      batch.counts[to.rawValue] += 1
      if BatchPolicy.isFailure(to) && from != to {
        batch.hasNewFailure = true
        batch.firstFailure = batch.firstFailure ?? job.value
      }
      if BatchPolicy.endsGather(to) && from != to { batch.firstError = batch.firstError ?? job.value }
      if from?.isTerminal == true && !to.isTerminal {
        if let before { try reopen(&batch, as: before) }
        try unmark(job, &batch)
      }
      if from == .running && !to.isTerminal && batch.isCancelling { deferCancel(of: job, in: id) }
    }
    ledger.batches[id] = batch
    ledger.batches.changed.insert(id)
    if to?.isTerminal == true { agenda.noteBatch(id) }
  }

  /// A member that is retried is none of those that failed any more: the next one is the first, if there is one.
  private func unmark(_ job: JobID, _ batch: inout BatchMemory) throws(StoreError) {
    if batch.firstFailure == job.value { batch.firstFailure = try firstEnded(of: batch.id, BatchPolicy.isFailure) }
    if batch.firstError == job.value { batch.firstError = try firstEnded(of: batch.id, BatchPolicy.endsGather) }
  }

  /// The member that ended first in one of these states.
  private func firstEnded(of id: Int64, _ isMeant: (JobState) -> Bool) throws(StoreError) -> Int64? {
    var first: (at: Int64, id: Int64)?
    for state in JobState.allCases where isMeant(state) {
      let row = try statement(BatchSQL.firstEnded)
      row.bind(1, id)
      row.bind(2, state.rawValue)
      guard try row.step() else { continue }
      let found = (row.int64(1), row.int64(0))
      row.reset()
      if first.map({ found < $0 }) ?? true { first = found }
    }
    return first?.id
  }

  /// A member that had ended is retried by hand: the batch is not done until it has ended again.
  ///
  /// - Parameter end: the batch as it was done.
  private func reopen(_ batch: inout BatchMemory, as end: Batch) throws(StoreError) {
    batch.isCancelRequested = false
    batch.cancelReason = nil
    batch.finishedAt = nil
    // As the deadline of a job that is retried after it.
    batch.isTimedOut = false
    if let deadline = batch.deadline, deadline <= now { batch.deadline = nil }
    ledger.times.isNextDueStale = true
    if batch.hasCallbacks { try renewCallbacks(of: .batch(BatchID(batch.id)), after: CallbackEnd(end)) }
  }

  /// What ends of its members mean for a batch: fail fast, and done.
  func settle(batch id: Int64) throws(StoreError) {
    guard let batch = try batchMemory(id), batch.finishedAt == nil else { return }
    ledger.batches[id]?.hasNewFailure = false
    if batch.hasNewFailure && BatchPolicy.failureCancels(batch.facts) {
      try beginCancel(id, reason: "another member of batch \(id) failed")
    } else if BatchPolicy.isDone(batch.facts) {
      try endBatch(id, batch)
    }
  }

  private func endBatch(_ id: Int64, _ batch: BatchMemory) throws(StoreError) {
    ledger.batches[id]?.isOpen = false
    ledger.batches[id]?.finishedAt = max(now, batch.createdAt)
    // What is told of it from now on moves no more.
    let timeUp = batch.timeUp(clockAhead: ledger.times.clockAhead)
    ledger.batches[id]?.deadline = timeUp
    ledger.batches[id]?.timeoutAt = nil
    ledger.batches.changed.insert(id)
    // Its members may all have been removed before it was done; or there never were any.
    if batch.facts.size > 0 { batchesWithRemoved.insert(id) } else { expireBatch(id) }
    if batch.deadline != nil || batch.timeoutAt != nil { ledger.times.isNextDueStale = true }
    commit.batchEvents.append(BatchEvent(batch: BatchID(id), isDone: true))
    let isSuccess = BatchPolicy.isSuccess(batch.facts)
    if batch.hasCallbacks { try callbacksDue(of: .batch(BatchID(id)), isSuccess: isSuccess) }
    agenda.noteEnd(EndedParent(parent: .batch(BatchID(id)), isSuccess: isSuccess))
  }

  // MARK: Rows

  /// The batch, read when it is first needed.
  func batchMemory(_ id: Int64) throws(StoreError) -> BatchMemory? {
    if let batch = ledger.batches[id] { return batch }
    let statement = try statement(BatchSQL.select)
    statement.bind(1, id)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    let batch = BatchReading.memory(statement)
    ledger.batches[id] = batch
    return batch
  }

  private func insertBatch(_ id: Int64) throws(StoreError) {
    guard let batch = ledger.batches[id] else { return }
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
    ledger.batches.changed.insert(id)
  }

  /// Writes the batches this transaction changed.
  func flushBatches() throws(StoreError) {
    if ledger.batches.changed.isEmpty && batchesWithRemoved.isEmpty { return }
    while let id = batchesWithRemoved.popFirst() { try settleRemoved(id) }
    let statement = try statement(BatchSQL.update)
    for id in ledger.batches.changed {
      guard let batch = ledger.batches[id] else { continue }
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
    ledger.batches.forgetChanged()
  }
}
