// What people do to batches.

/// The verbs on batches.
enum BatchVerbs {
  /// Makes a batch with its jobs.
  static func create(
    _ new: NewBatch, idempotency: BatchIdempotency?, _ tx: Transaction
  ) throws(StoreError) -> BatchAnswer {
    if let idempotency {
      switch try Answers.earlier(idempotency.key, idempotency.fingerprint, tx) {
      case .replayed(let answer): return .replayed(answer)
      case .mismatch: return .refused(.mismatch)
      case nil: break
      }
    }
    if let refusal = try Admissible.check(new.jobs, tx) { return .refused(refusal) }
    let id = tx.ledger.numbers.batches.next()
    Batches.add(
      BatchRow(
        id: id, name: new.name, isFailFast: new.isFailFast, staysOpen: new.staysOpen, isOpen: true,
        isCancelRequested: false, counts: [Int](repeating: 0, count: JobState.allCases.count), createdAt: tx.now,
        submittedBy: new.submittedBy, deadline: new.deadline,
        timeoutAt: new.timeoutMicros.map { tx.terms.steady.now.advanced(byMicros: max(0, $0)) },
        hasCallbacks: !new.callbacks.isEmpty), tx)
    if new.jobs.isEmpty { BatchExpiry.expire(id, tx) }
    Callbacks.insert(new.callbacks, of: .batch(BatchID(id)), tx)
    tx.ledger.times.noteDue(tx.ledger.batches[id]?.timeUp(clockAhead: tx.terms.steady.ahead))
    var ids: [JobID] = []
    ids.reserveCapacity(new.jobs.count)
    for var job in new.jobs {
      job.batch = BatchID(id)
      ids.append(try Submit.one(job, tx).id)
    }
    tx.agenda.noteBatch(id)
    // wait_for with a limit of 0 or less: nothing of it starts.
    if try BatchTime.timeOut(id, tx) { try BatchCancel.members(of: id, after: JobID(0), tx) }
    // What is answered, and kept to be answered again, is the batch as it comes to be.
    try Settlement.run(tx)
    guard let batch = try Batches.batch(id, tx)?.batch(clockAhead: tx.ledger.times.clockAhead) else {
      return .refused(.noSuchBatch(BatchID(id)))
    }
    if let idempotency {
      Answers.remember(idempotency.key, idempotency.fingerprint, idempotency.render(batch, ids), tx)
    }
    return .created(batch, ids)
  }

  static func close(_ id: BatchID, _ tx: Transaction) throws(StoreError) -> BatchVerdict {
    guard let batch = try Batches.batch(id.value, tx) else { return .notFound }
    if !batch.isOpen || batch.finishedAt != nil { return .refused(isDone: batch.finishedAt != nil) }
    Batches.change(id.value, tx) { $0.isOpen = false }
    tx.agenda.noteBatch(id.value)
    return try verdict(id, tx)
  }

  static func cancel(_ id: BatchID, reason: String?, _ tx: Transaction) throws(StoreError) -> BatchVerdict {
    guard let batch = try Batches.batch(id.value, tx) else { return .notFound }
    if batch.finishedAt != nil { return .refused(isDone: true) }
    try BatchCancel.begin(id.value, reason: reason, tx)
    return try verdict(id, tx)
  }

  /// The batch as it is when all has followed from what was done to it.
  private static func verdict(_ id: BatchID, _ tx: Transaction) throws(StoreError) -> BatchVerdict {
    try Settlement.run(tx)
    guard let batch = try Batches.batch(id.value, tx) else { return .notFound }
    return .done(batch.batch(clockAhead: tx.ledger.times.clockAhead))
  }
}
