// The making of a batch, with its jobs.

extension WriterContext {
  func createBatch(
    _ new: NewBatch, idempotency: BatchIdempotency?
  ) throws(StoreError) -> BatchAnswer {
    if let idempotency {
      switch try Answers.earlier(idempotency.key, idempotency.fingerprint, self) {
      case .replayed(let answer): return .replayed(answer)
      case .mismatch: return .refused(.mismatch)
      case nil: break
      }
    }
    if let refusal = try Admissible.check(new.jobs, self) { return .refused(refusal) }
    let id = ledger.numbers.batches.next()
    Batches.add(
      BatchRow(
        id: id, name: new.name, isFailFast: new.isFailFast, staysOpen: new.staysOpen, isOpen: true,
        isCancelRequested: false, counts: [Int](repeating: 0, count: JobState.allCases.count), createdAt: now,
        submittedBy: new.submittedBy, deadline: new.deadline,
        timeoutAt: new.timeoutMicros.map { terms.steady.now.advanced(byMicros: max(0, $0)) },
        hasCallbacks: !new.callbacks.isEmpty), self)
    if new.jobs.isEmpty { BatchExpiry.expire(id, self) }
    Callbacks.insert(new.callbacks, of: .batch(BatchID(id)), self)
    ledger.times.noteDue(ledger.batches[id]?.timeUp(clockAhead: terms.steady.ahead))
    var ids: [JobID] = []
    ids.reserveCapacity(new.jobs.count)
    for var job in new.jobs {
      job.batch = BatchID(id)
      ids.append(try insertOne(job).id)
    }
    agenda.noteBatch(id)
    // wait_for with a limit of 0 or less: nothing of it starts.
    if try BatchTime.timeOut(id, self) { try BatchCancel.members(of: id, after: JobID(0), self) }
    // What is answered, and kept to be answered again, is the batch as it comes to be.
    try Settlement.run(self)
    guard let batch = try Batches.batch(id, self)?.batch(clockAhead: ledger.times.clockAhead) else {
      return .refused(.noSuchBatch(BatchID(id)))
    }
    if let idempotency {
      Answers.remember(idempotency.key, idempotency.fingerprint, idempotency.render(batch, ids), self)
    }
    return .created(batch, ids)
  }
}
