// Rows of `batch` to batches, for the writer and for readers.

/// The coding of `batch`.
enum BatchReading {
  /// Reads `BatchColumn`, but for the clock. Counts that cannot be read are counted again from the members that are there:
  /// else the batch would never be done.
  static func row(
    _ row: SQLiteStatement, on connection: SQLiteConnection
  ) throws(StoreError) -> (row: BatchRow, isRecounted: Bool) {
    if let counts = counts(row.string(BatchColumn.counts) ?? "") { return (self.row(row, counts), false) }
    return (self.row(row, try members(of: row.int64(BatchColumn.id), on: connection)), true)
  }

  private static func row(_ row: SQLiteStatement, _ counts: [Int]) -> BatchRow {
    BatchRow(
      id: row.int64(BatchColumn.id), name: row.string(BatchColumn.name), isFailFast: row.bool(BatchColumn.isFailFast),
      staysOpen: row.bool(BatchColumn.staysOpen), isOpen: row.bool(BatchColumn.isOpen),
      isCancelRequested: row.bool(BatchColumn.isCancelRequested), cancelReason: row.string(BatchColumn.cancelReason),
      counts: counts, firstFailure: row.optionalInt64(BatchColumn.firstFailure),
      firstError: row.optionalInt64(BatchColumn.firstError), createdAt: row.time(BatchColumn.createdAt),
      finishedAt: row.optionalTime(BatchColumn.finishedAt), submittedBy: row.string(BatchColumn.submittedBy),
      expiresAt: row.optionalTime(BatchColumn.expiresAt), deadline: row.optionalTime(BatchColumn.deadlineAt),
      timeoutAt: row.optionalTime(BatchColumn.timeoutAt), isTimedOut: row.bool(BatchColumn.isTimedOut),
      hasCallbacks: row.bool(BatchColumn.hasCallbacks))
  }

  /// As `row`, for those who do not know how far the clock is ahead.
  static func batch(_ row: SQLiteStatement, on connection: SQLiteConnection) throws(StoreError) -> Batch {
    try self.row(row, on: connection).row.batch(clockAhead: row.int64(BatchColumn.clockAhead))
  }

  static func encode(_ counts: [Int]) -> String {
    "[" + counts.map(String.init).joined(separator: ",") + "]"
  }

  /// One number for each state, as `encode` writes them; `nil` for anything else.
  private static func counts(_ text: String) -> [Int]? {
    guard text.first == "[", text.last == "]" else { return nil }
    let words = text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
    guard words.count == JobState.allCases.count else { return nil }
    // Sums of them must not be too large for anybody.
    let counts = words.compactMap { Int($0) }.filter { (0...Int(Int32.max)).contains($0) }
    return counts.count == words.count ? counts : nil
  }

  /// A member whose state cannot be read has not ended.
  private static func members(of batch: Int64, on connection: SQLiteConnection) throws(StoreError) -> [Int] {
    var counts = [Int](repeating: 0, count: JobState.allCases.count)
    for state in try connection.statement(BatchSQL.memberStates, binding: batch).allInt64() {
      counts[(JobState(rawValue: Int(truncatingIfNeeded: state)) ?? .held).rawValue] += 1
    }
    return counts
  }
}
