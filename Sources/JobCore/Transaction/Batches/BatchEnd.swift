// What the ends of its members mean for a batch: fail fast, and done.

/// Ends batches.
enum BatchEnd {
  /// - Parameter hasFailed: a member has just failed, and what follows from that has not been decided.
  /// - Returns: whether the others are to be cancelled for that.
  static func settle(_ id: Int64, hasFailed: Bool, _ tx: Transaction) throws(StoreError) -> Bool {
    guard let batch = try Batches.batch(id, tx), batch.finishedAt == nil else { return false }
    if hasFailed && BatchPolicy.failureCancels(batch.facts) {
      BatchCancel.mark(id, reason: "another member of batch \(id) failed", tx)
      return true
    }
    if BatchPolicy.isDone(batch.facts) { end(batch, tx) }
    return false
  }

  private static func end(_ batch: BatchRow, _ tx: Transaction) {
    let id = batch.id
    let finishedAt = max(tx.now, batch.createdAt)
    // What is told of it from now on moves no more.
    let timeUp = batch.timeUp(clockAhead: tx.ledger.times.clockAhead)
    Batches.change(id, tx) { batch in
      batch.isOpen = false
      batch.finishedAt = finishedAt
      batch.deadline = timeUp
      batch.timeoutAt = nil
    }
    // Its members may all have been removed before it was done; or there never were any.
    if batch.facts.size > 0 { tx.agenda.batchesWithRemoved.insert(id) } else { BatchExpiry.expire(id, tx) }
    if timeUp != nil { tx.ledger.times.isNextDueStale = true }
    tx.after.commit.batchEvents.append(BatchEvent(batch: BatchID(id), isDone: true))
    if let done = tx.ledger.batches[id] {
      tx.after.commit.changes.append(.batch(done.batch(clockAhead: tx.ledger.times.clockAhead), at: finishedAt))
    }
    let isSuccess = BatchPolicy.isSuccess(batch.facts)
    if batch.hasCallbacks { Callbacks.tell(of: .batch(BatchID(id)), isSuccess: isSuccess, tx) }
    tx.agenda.noteEnd(EndedParent(parent: .batch(BatchID(id)), isSuccess: isSuccess))
  }
}
