// What the moves of its members change in a batch.

/// Members of batches.
enum BatchMembers {
  /// Keeps the counts when a member goes `from` one state `to` another; `from` is `nil` for a new one.
  static func note(
    _ job: JobID, of id: Int64, from: JobState?, to: JobState, _ tx: Transaction
  ) throws(StoreError) {
    guard try Batches.isThere(id, tx) else { return }
    let isRevived = from?.isTerminal == true && !to.isTerminal
    let end = isRevived ? end(of: id, tx) : nil
    Batches.change(id, tx) { $0.move(job, from: from, to: to) }
    if isRevived {
      if let end { try reopen(id, as: end, tx) }
      try unmark(job, in: id, tx)
    }
    if to.isTerminal { return tx.agenda.noteBatch(id, hasFailed: BatchPolicy.isFailure(to)) }
    if from == .running, tx.ledger.batches[id]?.isCancelling ?? false { BatchCancel.deferMember(job, of: id, tx) }
  }

  /// The batch as it was done; `nil` if it was not.
  private static func end(of id: Int64, _ tx: Transaction) -> Batch? {
    guard let batch = tx.ledger.batches[id], batch.finishedAt != nil else { return nil }
    return batch.batch(clockAhead: tx.ledger.times.clockAhead)
  }

  /// A member that had ended is retried by hand: the batch is not done until it has ended again.
  ///
  /// - Parameter end: the batch as it was done.
  private static func reopen(_ id: Int64, as end: Batch, _ tx: Transaction) throws(StoreError) {
    let now = tx.now
    Batches.change(id, tx) { batch in
      batch.isCancelRequested = false
      batch.cancelReason = nil
      batch.finishedAt = nil
      // As the deadline of a job that is retried after it.
      batch.isTimedOut = false
      if let deadline = batch.deadline, deadline <= now { batch.deadline = nil }
    }
    tx.ledger.times.isNextDueStale = true
    if end.hasCallbacks { try Callbacks.renew(of: .batch(BatchID(id)), after: CallbackEnd(end), tx) }
  }

  /// A member that is retried is none of those that failed any more: the next one is the first, if there is one.
  private static func unmark(_ job: JobID, in id: Int64, _ tx: Transaction) throws(StoreError) {
    guard let batch = tx.ledger.batches[id] else { return }
    if batch.firstFailure == job.value {
      let next = try firstEnded(of: id, BatchPolicy.isFailure, tx)
      Batches.change(id, tx) { $0.firstFailure = next?.value }
    }
    if batch.firstError == job.value {
      let next = try firstEnded(of: id, BatchPolicy.endsGather, tx)
      Batches.change(id, tx) { $0.firstError = next?.value }
    }
  }

  /// The member that ended first in one of these states.
  private static func firstEnded(
    of id: Int64, _ isMeant: (JobState) -> Bool, _ tx: Transaction
  ) throws(StoreError) -> JobID? {
    let states = JobState.allCases.filter(isMeant)
    return try tx.search { rows throws(StoreError) in try rows.upkeep.firstEnded(of: id, as: states) }
  }
}

extension BatchRow {
  fileprivate mutating func move(_ job: JobID, from: JobState?, to: JobState) {
    if let from { counts[from.rawValue] -= 1 } else { expiresAt = nil }
    counts[to.rawValue] += 1
    if BatchPolicy.isFailure(to) { firstFailure = firstFailure ?? job.value }
    if BatchPolicy.endsGather(to) { firstError = firstError ?? job.value }
  }
}
