// Facts about a job that change while its state stays.

extension Transaction {
  /// Sets and clears flags, whatever else has been done to them since they were read.
  func setFlags(_ added: JobFlags, clearing removed: JobFlags = [], of id: JobID) throws(StoreError) {
    try change(id) { row in
      row.flags.formUnion(added)
      row.flags.subtract(removed)
    }
  }

  /// So many parents have not ended.
  func setPending(_ id: JobID, _ pending: Int) throws(StoreError) {
    try change(id) { $0.pending = pending }
  }
}
