// Rows of `batch` to batches, for the writer and for readers.

/// The coding of `batch`.
enum BatchReading {
  /// Reads `BatchSQL.columns`.
  static func memory(_ row: SQLiteStatement) -> BatchMemory {
    BatchMemory(
      id: row.int64(0), name: row.string(1), isFailFast: row.int(2) != 0, staysOpen: row.int(3) != 0,
      isOpen: row.int(4) != 0, isCancelRequested: row.int(5) != 0, cancelReason: row.string(11),
      counts: counts(row.string(6) ?? ""),
      firstFailure: row.optionalInt64(7), firstError: row.optionalInt64(16), createdAt: Timestamp(micros: row.int64(8)),
      finishedAt: row.optionalInt64(9).map(Timestamp.init(micros:)), submittedBy: row.string(10),
      expiresAt: row.optionalInt64(12).map(Timestamp.init(micros:)),
      deadline: row.optionalInt64(13).map(Timestamp.init(micros:)),
      timeoutAt: row.optionalInt64(17).map(Timestamp.init(micros:)), isTimedOut: row.int(14) != 0,
      hasCallbacks: row.int(15) != 0)
  }

  /// Reads `BatchSQL.columns`, for those who do not know how far the clock is ahead.
  static func batch(_ row: SQLiteStatement) -> Batch {
    memory(row).batch(clockAhead: row.int64(18))
  }

  static func encode(_ counts: [Int]) -> String {
    "[" + counts.map(String.init).joined(separator: ",") + "]"
  }

  private static func counts(_ text: String) -> [Int] {
    var counts = text.dropFirst().dropLast().split(separator: ",").map { Int($0) ?? 0 }
    while counts.count < JobState.allCases.count { counts.append(0) }
    return counts
  }
}
