// Results of one column: there is no other to take it for, and it needs no name.

/// The column of a statement that has one.
private enum OnlyColumn: Int32, SQLiteColumn {
  case only
}

extension SQLiteStatement {
  var onlyInt64: Int64 { int64(OnlyColumn.only) }
  var onlyInt: Int { int(OnlyColumn.only) }
  var onlyOptionalInt64: Int64? { optionalInt64(OnlyColumn.only) }
  var onlyString: String? { string(OnlyColumn.only) }
  var onlyBytes: [UInt8]? { bytes(OnlyColumn.only) }
  var onlyOptionalTime: Timestamp? { optionalTime(OnlyColumn.only) }

  /// Runs to the end; the integers of all rows.
  func allInt64() throws(StoreError) -> [Int64] {
    var all: [Int64] = []
    while try step() { all.append(onlyInt64) }
    return all
  }
}
