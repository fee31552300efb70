// A statement that fails, whichever it is: the writer's connection gives up the one with a given number.

import CSQLite
import TestSupport

@testable import JobCore

/// Counts the statements of one connection, and lets one of them fail.
final class StatementFault {
  private let handle: OpaquePointer
  private var failing = -1
  /// Statements begun since it was armed.
  private(set) var count = 0

  /// It goes before the connection does.
  init(on connection: SQLiteConnection) {
    handle = connection.handle
    let this = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_trace_v2(
      handle, UInt32(SQLITE_TRACE_STMT),
      { _, this, _, _ in
        if let this { Unmanaged<StatementFault>.fromOpaque(this).takeUnretainedValue().count += 1 }
        return 0
      }, this)
    // Asked at each instruction of the statement that runs.
    sqlite3_progress_handler(
      handle, 1,
      { this in
        guard let this else { return 0 }
        let fault = Unmanaged<StatementFault>.fromOpaque(this).takeUnretainedValue()
        return fault.count == fault.failing ? 1 : 0
      }, this)
  }

  deinit {
    sqlite3_trace_v2(handle, 0, nil, nil)
    sqlite3_progress_handler(handle, 0, nil, nil)
  }

  /// The statement with this number fails, counted from 1.
  func arm(_ number: Int) {
    (failing, count) = (number, 0)
  }

  /// None fails any more.
  func disarm() {
    failing = -1
  }
}
