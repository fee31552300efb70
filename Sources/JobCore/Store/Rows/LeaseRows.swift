// Attempts elsewhere, in the order in which something is to be done about them.

/// Rows of `lease`.
protocol LeaseRows {
  /// Of which something is to be done: those whose deadline has passed by the wall clock, then those whose time has come in
  /// steady time; the first `max` of each.
  func dueLeases(by now: Timestamp, wall: Timestamp, max: Int) throws(StoreError) -> [JobID]

  /// All of them, a page at a time.
  func leases(after last: JobID, max: Int) throws(StoreError) -> [LeaseRow]
}
