// One connection to the database: opening, pragmas that are read back, and the cache of prepared statements.

import CSQLite

/// A statement with a name: what logs and errors call it, and what the connection caches it by.
final class NamedSQL: Sendable {
  let name: String
  let text: String

  init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }
}

/// A connection; confined to the thread or queue that made it.
final class SQLiteConnection {
  private let handle: OpaquePointer
  private var statements: [ObjectIdentifier: SQLiteStatement] = [:]

  /// Opens `path`; `isReader` may not write and never creates the file.
  init(path: String, isReader: Bool) throws(StoreError) {
    var opened: OpaquePointer?
    let flags = isReader ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw SQLiteFailure.error(code: code, systemErrno: 0, message: message, statement: "open")
    }
    handle = opened
    sqlite3_busy_timeout(handle, 5_000)
    _ = csqlite_set_defensive(handle, 1)
  }

  deinit {
    close()
  }

  /// Finalizes every statement and closes; called again, it does nothing.
  func close() {
    statements.removeAll()
    if !isClosed { sqlite3_close_v2(handle) }
    isClosed = true
  }
  /// From here on nothing may reach the handle.
  private var isClosed = false

  /// The prepared form of `sql`, reset and without bindings.
  func statement(_ sql: NamedSQL) throws(StoreError) -> SQLiteStatement {
    if isClosed { throw .closed }
    if let cached = statements[ObjectIdentifier(sql)] { return cached }
    let prepared = try SQLiteStatement(sql, on: handle)
    statements[ObjectIdentifier(sql)] = prepared
    return prepared
  }

  /// Runs a script without results, such as a migration.
  func execute(_ script: String, as name: String) throws(StoreError) {
    let code = sqlite3_exec(handle, script, nil, nil, nil)
    if code != SQLITE_OK { throw failure(code, name) }
  }

  /// Runs a script that may edit the schema's own texts, as a migration that widens a CHECK has to.
  func executeMigration(_ script: String, as name: String) throws(StoreError) {
    _ = csqlite_set_defensive(handle, 0)
    defer { _ = csqlite_set_defensive(handle, 1) }
    try execute(script, as: name)
  }

  /// Sets a pragma and checks that it took: SQLite ignores what it does not know without a word.
  func setPragma(_ name: String, _ value: String, expecting expected: String) throws(StoreError) {
    try execute("PRAGMA \(name) = \(value)", as: "pragma \(name)")
    let actual = try text("PRAGMA \(name)")
    if actual != expected {
      throw .io(statement: "pragma \(name)", code: SQLITE_ERROR, message: "is \(actual ?? "unset"), not \(expected)")
    }
  }

  /// The first column of the first row, as text.
  func text(_ sql: String) throws(StoreError) -> String? {
    let statement = try SQLiteStatement(NamedSQL(sql, sql), on: handle)
    return try statement.step() ? statement.string(0) : nil
  }

  /// The first column of the first row, as an integer; 0 without a row.
  func integer(_ sql: String) throws(StoreError) -> Int64 {
    let statement = try SQLiteStatement(NamedSQL(sql, sql), on: handle)
    return try statement.step() ? statement.int64(0) : 0
  }

  /// Whether a transaction is open; an error such as a full disk may have ended it.
  var isInTransaction: Bool {
    !isClosed && sqlite3_get_autocommit(handle) == 0
  }

  /// Rows changed since the connection was opened.
  var totalChanges: Int64 {
    sqlite3_total_changes64(handle)
  }

  /// Copies the log into the database and empties it; returns whether all of it could be copied.
  func checkpointTruncating() -> Bool {
    !isClosed && sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil) == SQLITE_OK
  }

  private func failure(_ code: Int32, _ name: String) -> StoreError {
    SQLiteFailure.error(
      code: code, systemErrno: sqlite3_system_errno(handle), message: String(cString: sqlite3_errmsg(handle)),
      statement: name)
  }
}
