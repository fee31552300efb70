// From SQLite's result codes to the few failures the callers of the store tell apart.

import CSQLite
import Glibc

/// The mapping of result codes.
enum SQLiteFailure {
  /// - Parameter connection: on which it happened, to be asked for the errno behind it.
  static func error(code: Int32, on connection: OpaquePointer?, statement: String) -> StoreError {
    let message = connection.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
    switch code & 0xFF {
    case SQLITE_FULL: return .full(statement: statement)
    case SQLITE_IOERR:
      if isSpace(code, connection) { return .full(statement: statement) }
      return .io(statement: statement, code: code, message: message)
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      // A read that failed is not damage: the next one may go through.
      guard let number = readErrno(connection) else { return .corrupt(statement: statement, message: message) }
      return .io(statement: statement, code: corruptRead, message: String(cString: strerror(number)))
    // A CHECK, a UNIQUE, a type or a size: the same would happen the next time, on any disk.
    // Not what a trigger raises: the schema has none, so whoever made one takes it away again.
    case SQLITE_CONSTRAINT where code != raisedByTrigger, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE:
      return .illegal(statement: statement, message: message)
    default: return .io(statement: statement, code: code, message: message)
    }
  }

  /// The errno of a read that failed since the connection was opened; `nil` if none has. A connection on which one has
  /// failed is replaced, so that this is never an old one.
  static func readErrno(_ connection: OpaquePointer?) -> Int32? {
    guard let connection else { return nil }
    let numbers = [csqlite_last_errno(connection, 0), csqlite_last_errno(connection, 1)]
    return numbers.first { $0 == EIO || $0 == ENXIO || $0 == ERANGE }
  }

  /// Whether the fate of a transaction whose COMMIT ended with `code` is open: its last frame may be in the log, and
  /// would be found there after a kill. One that was not written, or for which nothing was, is surely not there.
  static func leavesOpen(_ code: Int32) -> Bool {
    if code & 0xFF == SQLITE_NOMEM { return true }
    let isOfTheLog = code & 0xFF == SQLITE_IOERR
    return isOfTheLog && ![writeFailed, readFailed, shortRead, corruptRead].contains(code)
  }

  /// SQLite says FULL only for ENOSPC from write(2); a quota or a file-size limit is the same to our callers. A sync
  /// that fails for lack of space is another matter: what it was to sync may be there.
  private static func isSpace(_ code: Int32, _ connection: OpaquePointer?) -> Bool {
    // Growing the shared-memory index of the log fails with its own code when the disk is full.
    if code == indexGrowth { return true }
    if code == syncFailed || code == directorySyncFailed { return false }
    if readErrno(connection) != nil { return false }
    guard let connection else { return false }
    let numbers = [
      csqlite_last_errno(connection, 0), csqlite_last_errno(connection, 1), sqlite3_system_errno(connection),
    ]
    return numbers.contains(where: LackOfRoom.isSaid)
  }

  // Macros that the importer drops.
  private static let readFailed = SQLITE_IOERR | (1 << 8)
  private static let shortRead = SQLITE_IOERR | (2 << 8)
  private static let writeFailed = SQLITE_IOERR | (3 << 8)
  private static let syncFailed = SQLITE_IOERR | (4 << 8)
  private static let directorySyncFailed = SQLITE_IOERR | (5 << 8)
  private static let indexGrowth = SQLITE_IOERR | (19 << 8)
  private static let raisedByTrigger = SQLITE_CONSTRAINT | (7 << 8)
  private static let corruptRead = SQLITE_IOERR | (33 << 8)
}

extension StoreError {
  /// SQLite found a page that cannot be right, and no read had failed.
  var isDamage: Bool {
    if case .corrupt = self { true } else { false }
  }

  /// Whether fresh handles may read or write what these could not.
  var isOfTheDisk: Bool {
    if case .io(_, let code, _) = self { return code & 0xFF == SQLITE_IOERR || code & 0xFF == SQLITE_CANTOPEN }
    return isDamage
  }
}
