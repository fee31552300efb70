// Columns by their names. A statement about whole rows names them in the order of their enum, so that the position of
// a column, in what is read and in what is bound, is known when the program is compiled.

/// The columns of a table.
protocol SQLiteColumn: RawRepresentable, CaseIterable, Sendable where RawValue == Int32 {}

extension SQLiteColumn {
  /// As the schema has it: `queueID` is `queue_id`.
  var name: String {
    var name: [UInt8] = []
    var wasLower = false
    for byte in "\(self)".utf8 {
      let isUpper = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
      if isUpper && wasLower { name.append(UInt8(ascii: "_")) }
      name.append(isUpper ? byte + 32 : byte)
      wasLower = !isUpper
    }
    return String(decoding: name, as: UTF8.self)
  }

  /// The parameter that stands for it.
  var parameter: String { "?\(rawValue + 1)" }

  /// All of them, as a list of results.
  static var list: String { list(Array(allCases)) }

  static func list(_ columns: [Self]) -> String {
    columns.map(\.name).joined(separator: ", ")
  }

  static func parameters(_ columns: [Self]) -> String {
    columns.map(\.parameter).joined(separator: ", ")
  }

  static func assignments(_ columns: [Self]) -> String {
    columns.map { "\($0.name) = \($0.parameter)" }.joined(separator: ", ")
  }
}

extension SQLiteStatement {
  @inline(__always) func bind(_ column: some SQLiteColumn, _ value: Int64) { bind(column.rawValue + 1, value) }
  @inline(__always) func bind(_ column: some SQLiteColumn, _ value: Int) { bind(column.rawValue + 1, value) }
  @inline(__always) func bind(_ column: some SQLiteColumn, _ value: Int64?) { bind(column.rawValue + 1, value) }
  @inline(__always) func bind(_ column: some SQLiteColumn, _ value: Int32?) { bind(column.rawValue + 1, value) }
  @inline(__always) func bind(_ column: some SQLiteColumn, _ value: Int?) { bind(column.rawValue + 1, value) }
  @inline(__always) func bind(_ column: some SQLiteColumn, _ value: String?) { bind(column.rawValue + 1, value) }
  @inline(__always) func bind(_ column: some SQLiteColumn, _ value: [UInt8]?) { bind(column.rawValue + 1, value) }
  @inline(__always) func bind(_ column: some SQLiteColumn, _ value: Timestamp?) {
    bind(column.rawValue + 1, value?.micros)
  }
  @inline(__always) func bind(_ column: some SQLiteColumn, _ value: Bool) { bind(column.rawValue + 1, value ? 1 : 0) }

  @inline(__always) func int64(_ column: some SQLiteColumn) -> Int64 { int64(column.rawValue) }
  @inline(__always) func int(_ column: some SQLiteColumn) -> Int { int(column.rawValue) }
  @inline(__always) func optionalInt64(_ column: some SQLiteColumn) -> Int64? { optionalInt64(column.rawValue) }
  @inline(__always) func optionalInt32(_ column: some SQLiteColumn) -> Int32? { optionalInt32(column.rawValue) }
  @inline(__always) func optionalInt(_ column: some SQLiteColumn) -> Int? { optionalInt(column.rawValue) }
  @inline(__always) func string(_ column: some SQLiteColumn) -> String? { string(column.rawValue) }
  @inline(__always) func bytes(_ column: some SQLiteColumn) -> [UInt8]? { bytes(column.rawValue) }
  @inline(__always) func bool(_ column: some SQLiteColumn) -> Bool { int64(column.rawValue) != 0 }
  @inline(__always) func time(_ column: some SQLiteColumn) -> Timestamp { Timestamp(micros: int64(column.rawValue)) }
  @inline(__always) func optionalTime(_ column: some SQLiteColumn) -> Timestamp? {
    optionalInt64(column.rawValue).map(Timestamp.init(micros:))
  }
}
