// Rows of `batch` to batches, for the writer and for readers.

/// The coding of `batch`.
enum BatchReading {
  /// Reads `BatchColumn`, but for the clock.
  static func row(_ row: SQLiteStatement) -> BatchRow {
    BatchRow(
      id: row.int64(BatchColumn.id), name: row.string(BatchColumn.name), isFailFast: row.bool(BatchColumn.isFailFast),
      staysOpen: row.bool(BatchColumn.staysOpen), isOpen: row.bool(BatchColumn.isOpen),
      isCancelRequested: row.bool(BatchColumn.isCancelRequested), cancelReason: row.string(BatchColumn.cancelReason),
      counts: counts(row.string(BatchColumn.counts) ?? ""), firstFailure: row.optionalInt64(BatchColumn.firstFailure),
      firstError: row.optionalInt64(BatchColumn.firstError), createdAt: row.time(BatchColumn.createdAt),
      finishedAt: row.optionalTime(BatchColumn.finishedAt), submittedBy: row.string(BatchColumn.submittedBy),
      expiresAt: row.optionalTime(BatchColumn.expiresAt), deadline: row.optionalTime(BatchColumn.deadlineAt),
      timeoutAt: row.optionalTime(BatchColumn.timeoutAt), isTimedOut: row.bool(BatchColumn.isTimedOut),
      hasCallbacks: row.bool(BatchColumn.hasCallbacks))
  }

  /// As `row`, for those who do not know how far the clock is ahead.
  static func batch(_ row: SQLiteStatement) -> Batch {
    self.row(row).batch(clockAhead: row.int64(BatchColumn.clockAhead))
  }

  static func encode(_ counts: [Int]) -> String {
    "[" + counts.map(String.init).joined(separator: ",") + "]"
  }

  /// What cannot be read is counted as nobody, and what cannot be is cut: sums of them must not be too large for anybody.
  private static func counts(_ text: String) -> [Int] {
    var counts = text.dropFirst().dropLast().split(separator: ",").prefix(JobState.allCases.count).map {
      min(max(0, Int($0) ?? 0), Int(Int32.max))
    }
    while counts.count < JobState.allCases.count { counts.append(0) }
    return counts
  }
}
