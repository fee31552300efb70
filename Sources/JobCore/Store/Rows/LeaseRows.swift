// Attempts elsewhere, in the order of their jobs.

/// Rows of `lease`.
protocol LeaseRows {
  /// All of them, a page at a time.
  func leases(after last: JobID, max: Int) throws(StoreError) -> [LeaseRow]
}
