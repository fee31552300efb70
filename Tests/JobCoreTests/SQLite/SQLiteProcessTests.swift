// What is said for all connections of a process comes too late for one that has opened some.

import CSQLite
import Testing

@testable import JobCore

@Suite struct SQLiteProcessTests {
  @Test func processThatUsesSQLiteAlreadyStaysAsItIs() throws {
    let connection = try SQLiteConnection(path: ":memory:", isReader: false)
    #expect(!SQLiteProcess.countNoMemory())
    #expect(sqlite3_memory_used() > 0)
    connection.close()
  }
}
