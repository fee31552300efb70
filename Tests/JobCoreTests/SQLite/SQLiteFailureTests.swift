// What the codes of SQLite mean to those who call the store: no room, no disk, a damaged file, or a mistake.

import CSQLite
import TestSupport
import Testing

@testable import JobCore

@Suite struct SQLiteFailureTests {
  private enum Meaning: Equatable {
    case full, io, corrupt, illegal, other
  }

  private func meaning(_ code: Int32) -> Meaning {
    switch SQLiteFailure.error(code: code, on: nil, statement: "s") {
    case .full: .full
    case .io: .io
    case .corrupt: .corrupt
    case .illegal: .illegal
    default: .other
    }
  }

  @Test func codesOfOneKindAreOneFailure() {
    #expect(meaning(SQLITE_FULL) == .full)
    // The index of the log could not grow.
    #expect(meaning(SQLITE_IOERR | (19 << 8)) == .full)
    for extended: Int32 in [0, 1, 3, 4, 5] { #expect(meaning(SQLITE_IOERR | (extended << 8)) == .io) }
    for code in [SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CORRUPT | (1 << 8)] { #expect(meaning(code) == .corrupt) }
    for code in [SQLITE_CONSTRAINT, SQLITE_CONSTRAINT | (1 << 8), SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE] {
      #expect(meaning(code) == .illegal)
    }
    // What a trigger raises goes away with the trigger.
    #expect(meaning(SQLITE_CONSTRAINT | (7 << 8)) == .io)
    for code in [SQLITE_NOMEM, SQLITE_CANTOPEN, SQLITE_BUSY, SQLITE_READONLY] { #expect(meaning(code) == .io) }
  }

  @Test func freshHandlesHelpWhereTheDiskIsToBlame() {
    func isOfTheDisk(_ code: Int32) -> Bool { SQLiteFailure.error(code: code, on: nil, statement: "s").isOfTheDisk }
    for code in [SQLITE_IOERR, SQLITE_IOERR | (1 << 8), SQLITE_CANTOPEN, SQLITE_CORRUPT] { #expect(isOfTheDisk(code)) }
    for code in [SQLITE_FULL, SQLITE_NOMEM, SQLITE_BUSY, SQLITE_CONSTRAINT] { #expect(!isOfTheDisk(code)) }
  }

  @Test func fateOfACommitIsOpenIfItsLastFrameMayBeInTheLog() {
    for extended: Int32 in [4, 5, 8, 19] { #expect(SQLiteFailure.leavesOpen(SQLITE_IOERR | (extended << 8))) }
    #expect(SQLiteFailure.leavesOpen(SQLITE_NOMEM))
    // Not written, or not even begun.
    for extended: Int32 in [1, 2, 3, 33] { #expect(!SQLiteFailure.leavesOpen(SQLITE_IOERR | (extended << 8))) }
    for code in [SQLITE_FULL, SQLITE_BUSY, SQLITE_CONSTRAINT] { #expect(!SQLiteFailure.leavesOpen(code)) }
  }

  @Test func connectionOnWhichNothingWasReadInVainHasNoErrno() throws {
    #expect(SQLiteFailure.readErrno(nil) == nil)
    var connection: OpaquePointer?
    #expect(sqlite3_open(":memory:", &connection) == SQLITE_OK)
    defer { sqlite3_close(connection) }
    #expect(SQLiteFailure.readErrno(connection) == nil)
    #expect(sqlite3_exec(connection, "SELECT nothing", nil, nil, nil) == SQLITE_ERROR)
    guard
      case .io(_, SQLITE_ERROR, let message) = SQLiteFailure.error(code: SQLITE_ERROR, on: connection, statement: "s")
    else { throw Unexpected(what: "it is no failure of the disk") }
    #expect(message.contains("nothing"), "what SQLite says of it")
  }
}
