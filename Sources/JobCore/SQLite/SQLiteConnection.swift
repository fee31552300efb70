// One connection to the database: opening, pragmas that are read back, and the cache of prepared statements.

import CSQLite
import Glibc

/// A statement with a name: what logs and errors call it, and what the connection caches it by.
final class NamedSQL: Sendable {
  let name: String
  let text: String
  /// How many columns its rows are said to have; one without a name needs no saying.
  let columnCount: Int?

  init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
    columnCount = nil
  }

  /// - Parameter columns: what its rows are read by, in their order.
  init(_ name: String, giving columns: [any SQLiteColumn], _ text: String) {
    let isInOrder = columns.map { $0.rawValue } == Array(0..<Int32(columns.count))
    precondition(isInOrder, "\(name): columns are read by their positions")
    self.name = name
    self.text = text
    columnCount = columns.count
  }

  convenience init<Column: SQLiteColumn>(_ name: String, giving columns: Column.Type, _ text: String) {
    self.init(name, giving: Array(Column.allCases), text)
  }

  /// No other statement has it.
  var number: Int64 { Int64(Int(bitPattern: ObjectIdentifier(self))) }
}

/// How many rows and statements a connection has gone through: what work is measured by, the same on every machine.
final class StepCount {
  var value: Int64 = 0
}

/// A connection; confined to the thread or queue that made it.
final class SQLiteConnection {
  fileprivate static let busyMillis: Int32 = 5_000
  private static let countPages = NamedSQL("page count", "PRAGMA page_count")

  let handle: OpaquePointer
  /// Where SQLite writes the length of the log, once it is told to.
  fileprivate var frames: UnsafeMutablePointer<Int32>?
  private let steps = StepCount()
  /// By their addresses: what is kept here is `static`, and never let go.
  private var statements = NumberTable<SQLiteStatement>()

  /// Opens `path`; `isReader` may not write and never creates the file.
  init(path: String, isReader: Bool) throws(StoreError) {
    var opened: OpaquePointer?
    let flags = isReader ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let opened else {
      defer { sqlite3_close_v2(opened) }
      throw SQLiteFailure.error(code: code, on: opened, statement: "open")
    }
    handle = opened
    sqlite3_busy_timeout(handle, Self.busyMillis)
    _ = csqlite_set_defensive(handle, 1)
    // The log is not touched at the end of a connection, least of all beside a file that turns out to be damaged.
    _ = csqlite_no_checkpoint_on_close(handle, 1)
  }

  deinit {
    close()
    frames?.deallocate()
  }

  /// Finalizes every statement and closes; called again, it does nothing.
  func close() {
    statements.removeAll(keepingCapacity: false)
    interrupt.forget()
    if !isClosed { sqlite3_close_v2(handle) }
    isClosed = true
  }

  /// From here on nothing may reach the handle.
  fileprivate private(set) var isClosed = false

  /// Stops what the connection is doing, from any thread; see `SQLiteInterrupt`.
  private(set) lazy var interrupt = SQLiteInterrupt(handle)

  /// The prepared form of `sql`, reset and without bindings.
  func statement(_ sql: NamedSQL) throws(StoreError) -> SQLiteStatement {
    if isClosed { throw .closed }
    if let cached = statements[sql.number] { return cached }
    let prepared = try SQLiteStatement(sql, on: handle, counting: steps)
    statements.set(prepared, for: sql.number)
    return prepared
  }

  /// Something has failed: no statement is in the middle of its rows after this.
  func resetStatements() {
    for statement in statements.values { statement.reset() }
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
    let statement = try SQLiteStatement(NamedSQL(sql, sql), on: handle, counting: steps)
    return try statement.step() ? statement.onlyString : nil
  }

  /// The first column of the first row, as an integer; 0 without a row.
  func integer(_ sql: String) throws(StoreError) -> Int64 {
    let statement = try SQLiteStatement(NamedSQL(sql, sql), on: handle, counting: steps)
    return try statement.step() ? statement.onlyInt64 : 0
  }

  /// Whether a transaction is open; an error such as a full disk may have ended it.
  var isInTransaction: Bool {
    !isClosed && sqlite3_get_autocommit(handle) == 0
  }

  /// Rows changed since the connection was opened.
  var totalChanges: Int64 {
    sqlite3_total_changes64(handle)
  }

  /// Pages of the database, with what the open transaction has added. It is no work that a transaction was asked for.
  func pageCount() throws(StoreError) -> Int {
    if isClosed { throw .closed }
    let key = Self.countPages.number
    if !statements.contains(key) {
      statements.set(try SQLiteStatement(Self.countPages, on: handle, counting: StepCount()), for: key)
    }
    guard let statement = statements[key], try statement.step() else { return 0 }
    defer { statement.reset() }
    return statement.onlyInt
  }

  /// The code of the statement that failed last.
  var lastCode: Int32 {
    isClosed ? SQLITE_OK : sqlite3_extended_errcode(handle)
  }

  /// Rows read, statements run and rows changed since the connection was opened.
  var work: Int64 {
    steps.value + totalChanges
  }

  fileprivate func failure(_ code: Int32, _ name: String) -> StoreError {
    SQLiteFailure.error(code: code, on: handle, statement: name)
  }
}

extension SQLiteConnection {
  /// What is wrong with the file's structure, or `nil`: reads all of it. Asked of a connection on which no read has
  /// failed.
  func quickCheck() throws(StoreError) -> String? {
    let verdict = try text("PRAGMA quick_check(1)")
    if verdict == "ok" { return nil }
    // A page that could not be read is reported as one that is damaged.
    if let number = SQLiteFailure.readErrno(handle) {
      throw .io(statement: "quick_check", code: SQLITE_IOERR, message: String(cString: strerror(number)))
    }
    return verdict ?? "no verdict"
  }
}

// MARK: The log

extension SQLiteConnection {
  /// Counts the frames of the log with each commit, instead of SQLite's own checkpoint, which hides its errors.
  func countFrames() {
    let frames = self.frames ?? UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    frames.initialize(to: 0)
    self.frames = frames
    csqlite_count_frames(handle, frames)
  }

  /// Frames of the log after the last commit.
  var frameCount: Int { frames.map { Int($0.pointee) } ?? 0 }

  /// Copies what it can of the log into the database; what readers still need of it stays. Returns how many frames of
  /// the log are in the database now, as far as that is known.
  func checkpoint() throws(StoreError) -> Int? {
    let copied = try checkpoint(SQLITE_CHECKPOINT_PASSIVE).copied
    return copied < 0 ? nil : Int(copied)
  }

  /// What has been copied is on the disk afterwards. SQLite leaves that to a checkpoint that reaches the end of the log,
  /// which one beside a writer seldom does.
  func syncDatabase() throws(StoreError) {
    if isClosed { throw .closed }
    let code = csqlite_sync_database(handle)
    if code != SQLITE_OK { throw failure(code, "checkpoint sync") }
  }

  /// Copies the log into the database and empties it.
  func checkpointTruncating() throws(StoreError) {
    _ = try checkpoint(SQLITE_CHECKPOINT_TRUNCATE)
  }

  /// The same, as far as readers let it: nobody is waited for. Says whether all of it is in the database, so that the
  /// next commit may begin the log anew.
  func checkpointAtOnce() throws(StoreError) -> (isWhole: Bool, copied: Int?) {
    sqlite3_busy_timeout(handle, 0)
    defer { sqlite3_busy_timeout(handle, Self.busyMillis) }
    let (length, copied) = try checkpoint(SQLITE_CHECKPOINT_TRUNCATE)
    return (length >= 0 && length == copied, copied < 0 ? nil : Int(copied))
  }

  /// Frames of the log, and how many of them are in the database; -1 is unknown.
  private func checkpoint(_ mode: Int32) throws(StoreError) -> (length: Int32, copied: Int32) {
    if isClosed { throw .closed }
    var (length, copied): (Int32, Int32) = (-1, -1)
    let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, &length, &copied)
    if code != SQLITE_OK && code & 0xFF != SQLITE_BUSY { throw failure(code, "checkpoint") }
    if code == SQLITE_OK && mode == SQLITE_CHECKPOINT_TRUNCATE { frames?.pointee = 0 }
    return (length, copied)
  }

  /// The end of this connection, if it is the last one, removes the log.
  func giveUpLog() {
    if !isClosed { _ = csqlite_no_checkpoint_on_close(handle, 0) }
  }
}
