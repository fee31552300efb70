// What time does: rows in the order of their moments.

/// Rows in the order of their times.
protocol DueRows {
  /// The first rows that have a moment of this kind, up to `end`, behind one of them.
  func moments(
    _ kind: MomentKind, after last: RowMoment, by end: Timestamp, max: Int
  ) throws(StoreError) -> [RowMoment]

  /// The earliest moment of each of these kinds; `nil` if no row has one.
  func earliest(_ kinds: [MomentKind]) throws(StoreError) -> [Timestamp?]

  /// The keys of answers that were given after that moment.
  func answers(after moment: Timestamp, max: Int) throws(StoreError) -> [String]
}

extension DueRows {
  /// The numbers of rows whose moment has come, the first to come first. Not the rows themselves: one of them that
  /// cannot be read is not to keep the others.
  func due(_ kind: MomentKind, by now: Timestamp, max: Int) throws(StoreError) -> [Int64] {
    try moments(kind, after: .first, by: now, max: max).map(\.id)
  }
}
