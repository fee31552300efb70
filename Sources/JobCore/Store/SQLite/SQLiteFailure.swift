// From SQLite's result codes to the few failures the callers of the store tell apart.

import CSQLite
import Glibc

/// The mapping of result codes.
enum SQLiteFailure {
  /// - Parameter systemErrno: the errno behind an I/O error, 0 if there is none.
  static func error(code: Int32, systemErrno: Int32, message: String, statement: String) -> StoreError {
    switch code & 0xFF {
    case SQLITE_FULL: .full(statement: statement)
    case SQLITE_IOERR where isSpaceErrno(systemErrno) || isSpaceCode(code): .full(statement: statement)
    case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt(statement: statement, message: message)
    default: .io(statement: statement, code: code, message: message)
    }
  }

  /// SQLite says FULL only for ENOSPC from write(2); a quota or a file-size limit is the same to our callers.
  private static func isSpaceErrno(_ number: Int32) -> Bool {
    number == ENOSPC || number == EDQUOT || number == EFBIG
  }

  /// Growing the shared-memory index of the log fails with its own code when the disk is full.
  private static func isSpaceCode(_ code: Int32) -> Bool {
    code == SQLITE_IOERR | (19 << 8)  // SQLITE_IOERR_SHMSIZE, a macro the importer drops
  }
}
