// A prepared statement: binding, stepping (the only sqlite3_step) and reading columns.

import CSQLite

/// A prepared statement; confined to its connection's thread or queue.
///
/// `step` returning false, and `run`, leave it reset. Whoever stops reading early calls `reset`.
final class SQLiteStatement {
  private let handle: OpaquePointer
  private let name: String
  private let steps: StepCount
  /// How many values it wants: the highest number of a parameter.
  let parameterCount: Int32
  /// The parameters that are NULL, as all are before they are bound; the lowest bit is that of the first. Most columns of
  /// most rows are, and stay so from one row to the next: what is NULL is not bound to it again.
  private var nulls = UInt64.max

  init(_ sql: NamedSQL, on connection: OpaquePointer, counting steps: StepCount) throws(StoreError) {
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(connection, sql.text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else {
      throw SQLiteFailure.error(code: code, on: connection, statement: sql.name)
    }
    handle = prepared
    parameterCount = sqlite3_bind_parameter_count(prepared)
    name = sql.name
    self.steps = steps
  }

  deinit {
    sqlite3_finalize(handle)
  }

  // MARK: Binding, from 1

  func bind(_ index: Int32, _ value: Int64) {
    nulls &= ~bit(index)
    sqlite3_bind_int64(handle, index, value)
  }

  func bind(_ index: Int32, _ value: Int) {
    bind(index, Int64(value))
  }

  func bind(_ index: Int32, _ value: Int64?) {
    if let value { bind(index, value) } else { bindNull(index) }
  }

  func bind(_ index: Int32, _ value: Int32?) {
    bind(index, value.map(Int64.init))
  }

  func bind(_ index: Int32, _ value: Int?) {
    bind(index, value.map(Int64.init))
  }

  func bind(_ index: Int32, _ value: Double?) {
    guard let value else { return bindNull(index) }
    nulls &= ~bit(index)
    sqlite3_bind_double(handle, index, value)
  }

  func bind(_ index: Int32, _ value: String?) {
    guard var value else { return bindNull(index) }
    nulls &= ~bit(index)
    value.withUTF8 { bytes in
      _ = bytes.withMemoryRebound(to: CChar.self) { text in
        csqlite_bind_text(handle, index, text.baseAddress, UInt64(text.count))
      }
    }
  }

  func bind(_ index: Int32, _ value: [UInt8]?) {
    guard let value else { return bindNull(index) }
    nulls &= ~bit(index)
    if value.isEmpty {
      sqlite3_bind_zeroblob(handle, index, 0)
    } else {
      value.withUnsafeBytes { bytes in
        _ = csqlite_bind_blob(handle, index, bytes.baseAddress, UInt64(bytes.count))
      }
    }
  }

  private func bindNull(_ index: Int32) {
    if nulls & bit(index) != 0 { return }
    if sqlite3_bind_null(handle, index) == SQLITE_OK { nulls |= bit(index) }
  }

  /// 0 beyond the 64th, which are bound each time.
  private func bit(_ index: Int32) -> UInt64 { 1 << UInt64(index - 1) }

  // MARK: Running

  /// Advances to the next row; false at the end, and the statement is reset.
  func step() throws(StoreError) -> Bool {
    steps.value += 1
    let code = sqlite3_step(handle)
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(handle)
      return false
    default:
      let error = SQLiteFailure.error(code: code, on: sqlite3_db_handle(handle), statement: name)
      sqlite3_reset(handle)
      throw error
    }
  }

  /// Runs to the end, ignoring rows.
  func run() throws(StoreError) {
    while try step() {}
  }

  /// Runs to the end with `bytes` as parameter `index`, without a copy of them: neither while it runs nor afterwards,
  /// when other parameters stay bound.
  func run(binding bytes: [UInt8], at index: Int32) throws(StoreError) {
    if bytes.isEmpty { bind(index, bytes) }
    let result: Result<Void, StoreError> = bytes.withUnsafeBytes { buffer in
      if let address = buffer.baseAddress, !buffer.isEmpty {
        sqlite3_bind_blob64(handle, index, address, UInt64(buffer.count), nil)
      }
      nulls &= ~bit(index)
      defer { bindNull(index) }
      do throws(StoreError) { return .success(try run()) } catch { return .failure(error) }
    }
    try result.get()
  }

  /// Runs a change; returns how many rows it met.
  func runCounting() throws(StoreError) -> Int {
    try run()
    return Int(sqlite3_changes64(sqlite3_db_handle(handle)))
  }

  /// Gives up the rows not read.
  func reset() {
    sqlite3_reset(handle)
  }

  // MARK: Columns of the current row, from 0

  /// How many a row has; 0 of a change.
  var columnCount: Int {
    Int(sqlite3_column_count(handle))
  }

  func int64(_ column: Int32) -> Int64 {
    sqlite3_column_int64(handle, column)
  }

  func int(_ column: Int32) -> Int {
    Int(sqlite3_column_int64(handle, column))
  }

  func optionalInt64(_ column: Int32) -> Int64? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
  }

  func optionalDouble(_ column: Int32) -> Double? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_double(handle, column)
  }

  func optionalInt32(_ column: Int32) -> Int32? {
    optionalInt64(column).map { Int32(truncatingIfNeeded: $0) }
  }

  func optionalInt(_ column: Int32) -> Int? {
    optionalInt64(column).map { Int($0) }
  }

  func string(_ column: Int32) -> String? {
    guard let text = sqlite3_column_text(handle, column) else { return nil }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
  }

  func bytes(_ column: Int32) -> [UInt8]? {
    guard sqlite3_column_type(handle, column) != SQLITE_NULL else { return nil }
    let count = Int(sqlite3_column_bytes(handle, column))
    guard count > 0, let blob = sqlite3_column_blob(handle, column) else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: blob, count: count))
  }
}
