// What people do to batches.

/// The verbs on batches.
enum BatchVerbs {
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
