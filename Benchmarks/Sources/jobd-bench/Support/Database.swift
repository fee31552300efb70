// SQLite as the benchmarks use it: to fill databases faster than over HTTP, to read times back, and as the reference.

import CSQLite3

/// A connection.
final class Database {
  private var handle: OpaquePointer?

  /// - Parameter isReadOnly: for a file that a daemon has open; the last connection would otherwise fold its log.
  init(_ path: String, isReadOnly: Bool = false) throws(BenchFailure) {
    let flags = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    guard sqlite3_open_v2(path, &handle, flags, nil) == SQLITE_OK else { throw BenchFailure("cannot open \(path)") }
  }

  deinit { sqlite3_close_v2(handle) }

  func run(_ script: String) throws(BenchFailure) {
    guard sqlite3_exec(handle, script, nil, nil, nil) == SQLITE_OK else { throw failure(script) }
  }

  /// The numbers a query answers with, row by row; NULL is 0.
  func rows(_ query: String) throws(BenchFailure) -> [[Int64]] {
    let statement = try prepare(query)
    defer { sqlite3_finalize(statement) }
    var rows: [[Int64]] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      rows.append((0..<sqlite3_column_count(statement)).map { sqlite3_column_int64(statement, $0) })
    }
    return rows
  }

  /// The text a query answers with, row by row.
  func texts(_ query: String) throws(BenchFailure) -> [String] {
    let statement = try prepare(query)
    defer { sqlite3_finalize(statement) }
    var rows: [String] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      if let text = sqlite3_column_text(statement, 0) { rows.append(String(cString: text)) }
    }
    return rows
  }

  func prepare(_ query: String) throws(BenchFailure) -> OpaquePointer {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, query, -1, &statement, nil) == SQLITE_OK, let statement else {
      throw failure(query)
    }
    return statement
  }

  private func failure(_ query: String) -> BenchFailure {
    BenchFailure("\(String(cString: sqlite3_errmsg(handle))) in: \(query.prefix(200))")
  }
}
