// Columns by their names. A statement names them in the order of their enum, so that the position of a column, in what
// is read and in what is bound, is known when the program is compiled, and nowhere written as a number.

/// The columns of a table, or of a list of results; also the parameters of a statement that has many.
protocol SQLiteColumn: RawRepresentable, CaseIterable, Sendable where RawValue == Int32 {
  /// What a list of results says for it; its name, unless more than one table is read, or it is reckoned.
  var expression: String { get }
}

extension SQLiteColumn {
  var expression: String { name }

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
    columns.map(\.expression).joined(separator: ", ")
  }

  /// All of them, as a list of parameters.
  static var parameters: String { parameters(Array(allCases)) }

  static func parameters(_ columns: [Self]) -> String {
    columns.map(\.parameter).joined(separator: ", ")
  }

  static func assignments(_ columns: [Self]) -> String {
    columns.map { "\($0.name) = \($0.parameter)" }.joined(separator: ", ")
  }
}

extension SQLiteStatement {
  @inline(__always) func bind(_ column: some SQLiteColumn, _ value: some SQLiteBindable) {
    value.bind(to: self, at: column.rawValue + 1)
  }

  /// Runs to the end with `bytes` as this parameter, without a copy of them.
  func run(binding bytes: [UInt8], as column: some SQLiteColumn) throws(StoreError) {
    try run(binding: bytes, at: column.rawValue + 1)
  }

  @inline(__always) func int64(_ column: some SQLiteColumn) -> Int64 { int64(column.rawValue) }
  @inline(__always) func int(_ column: some SQLiteColumn) -> Int { int(column.rawValue) }
  @inline(__always) func optionalInt64(_ column: some SQLiteColumn) -> Int64? { optionalInt64(column.rawValue) }
  @inline(__always) func optionalInt32(_ column: some SQLiteColumn) -> Int32? { optionalInt32(column.rawValue) }
  @inline(__always) func optionalInt(_ column: some SQLiteColumn) -> Int? { optionalInt(column.rawValue) }
  @inline(__always) func optionalDouble(_ column: some SQLiteColumn) -> Double? { optionalDouble(column.rawValue) }
  @inline(__always) func string(_ column: some SQLiteColumn) -> String? { string(column.rawValue) }
  @inline(__always) func bytes(_ column: some SQLiteColumn) -> [UInt8]? { bytes(column.rawValue) }
  @inline(__always) func bool(_ column: some SQLiteColumn) -> Bool { int64(column.rawValue) != 0 }
  @inline(__always) func time(_ column: some SQLiteColumn) -> Timestamp { Timestamp(micros: int64(column.rawValue)) }
  @inline(__always) func optionalTime(_ column: some SQLiteColumn) -> Timestamp? {
    optionalInt64(column.rawValue).map(Timestamp.init(micros:))
  }
}
