// A connection of the test's own, past the store: to look into files, to damage them, and to get in the way.

import CSQLite

/// A plain SQLite connection.
final class RawDatabase {
  let handle: OpaquePointer

  init(_ path: String) throws {
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil)
    guard code == SQLITE_OK, let opened else { throw Failure(message: "cannot open \(path): \(code)") }
    handle = opened
    sqlite3_busy_timeout(handle, 10_000)
  }

  deinit {
    sqlite3_close_v2(handle)
  }

  func execute(_ script: String) throws {
    if sqlite3_exec(handle, script, nil, nil, nil) != SQLITE_OK {
      throw Failure(message: String(cString: sqlite3_errmsg(handle)))
    }
  }

  /// The columns of all rows, one text a row.
  func texts(_ sql: String) throws -> [String] {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    if sqlite3_prepare_v2(handle, sql, -1, &statement, nil) != SQLITE_OK {
      throw Failure(message: String(cString: sqlite3_errmsg(handle)))
    }
    var rows: [String] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      let columns = (0..<sqlite3_column_count(statement)).map { column in
        sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "NULL"
      }
      rows.append(columns.joined(separator: "|"))
    }
    return rows
  }

  struct Failure: Error {
    let message: String
  }
}
