// Rows that are gone through one after another, in the order of their numbers.

/// Which rows; each list is an index.
enum NumberList {
  /// By their jobs.
  case leases
  /// Batches that are being cancelled.
  case cancelledBatches
  /// Schedules that were removed and have no job left.
  case removedSchedules
}
