// The columns of what a job runs, as far as it is shown: long texts cut.

/// Columns among which are these, out of `job_spec s`.
protocol ShownWorkColumn: SQLiteColumn, Equatable {
  static var argv: Self { get }
  static var argvBytes: Self { get }
  static var shell: Self { get }
  static var shellBytes: Self { get }
  static var handler: Self { get }
  static var isRequest: Self { get }
  static var url: Self { get }
  static var method: Self { get }
}

extension ShownWorkColumn {
  /// What a list of results says for one of these; `nil` for any other.
  var ofWork: String? {
    switch self {
    case Self.argv: "substr(s.argv, 1, \(ShownWorkSQL.bytesMax))"
    case Self.argvBytes: "length(s.argv)"
    case Self.shell: "substr(CAST(s.shell AS BLOB), 1, \(ShownWorkSQL.bytesMax))"
    case Self.shellBytes: "length(CAST(s.shell AS BLOB))"
    case Self.handler: "s.handler"
    case Self.isRequest: "s.http IS NOT NULL"
    case Self.url: ShownWorkSQL.ofRequest("$.url")
    case Self.method: ShownWorkSQL.ofRequest("$.method")
    default: nil
    }
  }
}

/// What is read of it.
enum ShownWorkSQL {
  /// Bytes that are read of what a job runs: more than the line that is made of it has.
  static let bytesMax = 1_024
  /// Of a longer request only that it is one is shown: its address would have to be looked for in all of it.
  private static let requestBytesMax = 65_536

  /// A value of a request that is short and can be read.
  fileprivate static func ofRequest(_ path: String) -> String {
    "iif(length(s.http) <= \(requestBytesMax) AND json_valid(s.http), json_extract(s.http, '\(path)'), NULL)"
  }
}

extension ShownWork {
  init<Column: ShownWorkColumn>(_ row: SQLiteStatement, _: Column.Type) {
    if let bytes = row.bytes(Column.argv) {
      self.init(argv: bytes, of: row.int(Column.argvBytes))
    } else if let bytes = row.bytes(Column.shell) {
      self.init(shell: bytes, of: row.int(Column.shellBytes))
    } else if let handler = row.string(Column.handler) {
      self = .handler(handler)
    } else if row.bool(Column.isRequest) {
      self = .http(method: row.string(Column.method), url: row.string(Column.url))
    } else {
      self = .none
    }
  }

  /// - Parameters:
  ///   - argv: the beginning of the stored list.
  ///   - count: bytes of all of it.
  init(argv bytes: [UInt8], of count: Int) {
    // An element that is not whole may have lost the sign by which it is known to be a secret.
    self = .exec(SpecCoding.strings(bytes), isCut: bytes.count < count)
  }

  init(shell bytes: [UInt8], of count: Int) {
    self = .shell(String(decoding: bytes, as: UTF8.self), isCut: bytes.count < count)
  }
}
