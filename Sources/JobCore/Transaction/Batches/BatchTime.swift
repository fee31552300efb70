// The limits of batches in time: wait_for over a gather, kept by the store, whoever waits.

/// What time does to batches.
enum BatchTime {
  /// Cancels batches whose time is up; at most twice `Limits.batchesOverdueMax`, the rest are due at once again.
  static func promote(_ tx: Transaction) throws(StoreError) {
    Batches.write(tx)
    let (now, steady) = (tx.now, tx.terms.steady.now)
    let max = Limits.batchesOverdueMax + tx.course.setAside.count
    let ids = try tx.search { rows throws(StoreError) in
      try rows.times.due(.batchDeadline, by: now, max: max) + rows.times.due(.batchTimeout, by: steady, max: max)
    }
    if ids.isEmpty { return }
    try tx.readAheadOfTurn(Wants(batches: Set(ids)))
    // Their members follow in transactions of their own.
    var cancelled: [BatchCancel.Line] = []
    for id in ids where tx.course.setAside.takes(.batch(id)) {
      if try timeOut(id, tx) { cancelled.append(BatchCancel.Line(batch: id)) }
      if !tx.course.setAside.isWrittenAtOnce() { continue }
      try Settlement.run(tx)
      Batches.write(tx)
      try tx.flush()
    }
    try Settlement.run(tx)
    if !cancelled.isEmpty { BatchCancel.deferMembers(of: cancelled, tx) }
  }

  /// Marks the batch, if its time is up, so that none of its members starts.
  static func timeOut(_ id: Int64, _ tx: Transaction) throws(StoreError) -> Bool {
    guard let batch = try Batches.batch(id, tx) else { return false }
    let isOver = batch.hasCome(.batchDeadline, by: tx.now) || batch.hasCome(.batchTimeout, by: tx.terms.steady.now)
    if !isOver { return false }
    Batches.change(id, tx) { $0.isTimedOut = true }
    BatchCancel.mark(id, reason: nil, tx)
    return true
  }
}
