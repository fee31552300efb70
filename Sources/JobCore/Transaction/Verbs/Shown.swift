// Jobs as they are shown to whoever asked for something to be done with them.

/// Whole jobs, as this transaction leaves them.
enum Shown {
  static func job(_ id: JobID, _ tx: Transaction) throws(StoreError) -> Job? {
    try tx.search { rows throws(StoreError) in try rows.shown([id]) }.first
  }

  /// What `verb` answers: the job as it is now. Read here, in the verb's own transaction: after the commit there is
  /// nothing left that could fail, and a verb that was carried out is not called a failure.
  static func job(
    _ id: JobID, after verb: VerbAnswer<Void>, _ tx: Transaction
  ) throws(StoreError) -> VerbAnswer<Job> {
    try verb.map { () throws(StoreError) in
      guard let job = try job(id, tx) else {
        throw .illegal(statement: "job", message: "job \(id) is gone after a verb that does not remove it")
      }
      return job
    }
  }
}
