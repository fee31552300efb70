// Jobs as they are shown to whoever asked for something to be done with them.

/// Whole jobs, as this transaction leaves them.
enum Shown {
  static func job(_ id: JobID, _ tx: Transaction) throws(StoreError) -> Job? {
    try tx.search { rows throws(StoreError) in try rows.shown([id]) }.first
  }

  /// What `verb` answers: the job as it is when what follows from the verb has been decided. Read in the verb's own
  /// transaction, together with those that its neighbours show: after the commit there is nothing left that could fail,
  /// and a verb that was carried out is not called a failure.
  static func later(
    _ id: JobID, after verb: VerbAnswer<Void>, _ tx: Transaction
  ) throws(StoreError) -> VerbAnswer<ShownJob> {
    try verb.map { () throws(StoreError) in
      let shown = ShownJob(id)
      tx.after.toShow.append(shown)
      return shown
    }
  }

  /// The same of a batch.
  static func later(_ id: BatchID, _ tx: Transaction) -> ShownBatch {
    let shown = ShownBatch(id)
    tx.after.batchesToShow.append(shown)
    return shown
  }

  /// Reads what is to be shown.
  static func finish(_ tx: Transaction) throws(StoreError) {
    for shown in tx.after.batchesToShow {
      shown.note(try Batches.batch(shown.id.value, tx)?.batch(clockAhead: tx.ledger.times.clockAhead))
    }
    tx.after.batchesToShow = []
    if tx.after.toShow.isEmpty { return }
    let shown = tx.after.toShow
    tx.after.toShow = []
    let jobs = try tx.search { rows throws(StoreError) in try rows.shown(shown.map(\.id)) }
    let byID = Dictionary(jobs.map { ($0.id, $0) }) { first, _ in first }
    for shown in shown {
      if let job = byID[shown.id] { shown.note(job) }
      // Before the commit.
      _ = try shown.job
    }
  }
}
