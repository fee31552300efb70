// Batches as a transaction has them: their members are ordinary jobs, and what is kept of a batch is how many of them are
// in which state, and what follows from that.

/// The batches of a transaction.
enum Batches {
  /// `nil` if there is no such batch.
  static func batch(_ id: Int64, _ tx: Transaction) throws(StoreError) -> BatchRow? {
    try isThere(id, tx) ? tx.ledger.batches[id] : nil
  }

  /// If it is, it is remembered from here on.
  static func isThere(_ id: Int64, _ tx: Transaction) throws(StoreError) -> Bool {
    if tx.ledger.batches.isKnown(id) { return true }
    if tx.working.batch(id) == nil {
      var wants = Wants()
      // With it those of all jobs that have been read: they are asked for next.
      wants.batches = tx.working.takeBatchesOfJobs(most: Limits.readAheadMax)
      wants.batches.insert(id)
      try tx.readAhead(wants)
    }
    guard let row = tx.working.batch(id) ?? nil else { return false }
    tx.ledger.batches.found(row)
    return true
  }

  static func add(_ batch: BatchRow, _ tx: Transaction) {
    tx.ledger.batches.add(batch)
  }

  /// Changes one that is there.
  static func change(_ id: Int64, _ tx: Transaction, _ edit: (inout BatchRow) -> Void) {
    tx.ledger.batches.change(id, edit)
  }

  static func remove(_ batch: BatchRow, _ tx: Transaction) {
    if batch.hasCallbacks { Callbacks.removeAll(of: .batch(BatchID(batch.id)), tx) }
    if tx.ledger.batches.remove(batch.id) { tx.changes.batches.append(.remove(batch.id)) }
    tx.working.set(nil, batch: batch.id)
  }

  /// What this transaction has changed is going to be written: before a search for batches, and before the commit.
  static func write(_ tx: Transaction) {
    if !tx.ledger.batches.changed.isEmpty { tx.changes.batches += tx.ledger.batches.takeChanges() }
  }
}
