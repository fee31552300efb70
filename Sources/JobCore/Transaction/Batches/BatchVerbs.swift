// What people do to batches.

/// The verbs on batches.
enum BatchVerbs {
  /// Makes a batch with its jobs.
  static func create(
    _ new: NewBatch, idempotency: BatchIdempotency?, since mark: SightMark? = nil, _ tx: Transaction
  ) throws(StoreError) -> BatchAnswer {
    if let idempotency {
      switch try Answers.earlier(idempotency.key, idempotency.fingerprint, tx) {
      case .replayed(let answer): return .replayed(answer)
      case .mismatch: return .refused(.mismatch)
      case nil: break
      }
    }
    if try !Sight.holds(mark, of: mark == nil ? [] : new.jobs.allBatches, tx) { return .refused(.lookAgain) }
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
    if try BatchTime.timeOut(id, tx) { tx.agenda.noteCancel(id) }
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

  /// - Returns: what is to be answered when what follows from it and from its neighbours has been decided.
  static func close(_ id: BatchID, _ tx: Transaction) throws(StoreError) -> LaterVerdict {
    if tx.agenda.concerns(id) { try Settlement.run(tx) }
    guard let batch = try Batches.batch(id.value, tx) else { return .notFound }
    if !batch.isOpen || batch.finishedAt != nil { return .refused(isDone: batch.finishedAt != nil) }
    Batches.change(id.value, tx) { $0.isOpen = false }
    tx.agenda.noteBatch(id.value)
    return .done(Shown.later(id, tx))
  }

  static func cancel(_ id: BatchID, reason: String?, _ tx: Transaction) throws(StoreError) -> LaterVerdict {
    if tx.agenda.concerns(id) { try Settlement.run(tx) }
    guard let batch = try Batches.batch(id.value, tx) else { return .notFound }
    if batch.finishedAt != nil { return .refused(isDone: true) }
    BatchCancel.begin(id.value, reason: reason, tx)
    return .done(Shown.later(id, tx))
  }
}
