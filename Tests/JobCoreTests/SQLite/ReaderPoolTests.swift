// Reads that may be given up.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ReaderPoolTests {
  /// As the check of a large database when the daemon is told to stop: without an end of its own here, so that only the
  /// cancel can end it.
  @Test(.timeLimit(.minutes(1))) func aReadEndsWithItsTask() async throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/d.sqlite"
    let writer = try SQLiteConnection(path: path, isReader: false)
    try writer.setPragma("journal_mode", "WAL", expecting: "wal")
    let pool = try ReaderPool(path: path, count: 1)
    let begun = Noted(false)
    let read = Task { () throws -> Int64 in
      try await pool.readAtLength { connection throws(StoreError) in
        begun.change { $0 = true }
        return try connection.integer(Self.endless)
      }
    }
    try await eventually { begun.value }
    read.cancel()
    await #expect(throws: StoreError.self) { _ = try await read.value }
    await pool.close()
    writer.close()
  }

  /// A search over all jobs is hundreds of pages, one behind the other.
  @Test(.timeLimit(.minutes(1))) func searchesLeaveAReaderToOthers() async throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/d.sqlite"
    let writer = try SQLiteConnection(path: path, isReader: false)
    try writer.setPragma("journal_mode", "WAL", expecting: "wal")
    let pool = try ReaderPool(path: path, count: 2)
    let valve = Valve()
    async let first: Void = pool.search { _, _ throws(StoreError) in valve.pass() }
    async let second: Void = pool.search { _, _ throws(StoreError) in valve.pass() }
    try await eventually { valve.entered > 0 }
    for _ in 0..<20 {
      #expect(try await pool.read { connection throws(StoreError) in try connection.integer("SELECT 7") } == 7)
      _ = try await pool.readPage { connection, _ throws(StoreError) in try connection.integer("SELECT 7") }
    }
    #expect(valve.entered == 1, "searches go one after the other")
    valve.open()
    _ = try await (first, second)
    await pool.close()
    writer.close()
  }

  @Test func aReadThatIsNotCancelledIsLeftAlone() async throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/d.sqlite"
    let writer = try SQLiteConnection(path: path, isReader: false)
    try writer.setPragma("journal_mode", "WAL", expecting: "wal")
    let pool = try ReaderPool(path: path, count: 1)
    #expect(
      try await pool.readAtLength { connection throws(StoreError) in try connection.integer("SELECT 7") } == 7)
    await pool.close()
    writer.close()
  }

  /// A handle that stays open keeps SQLite's memory of what has been copied, and the point of closing all is to lose it.
  @Test(.timeLimit(.minutes(1))) func aLongReadBeginsAgainWhenAllHandlesAreClosed() async throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/d.sqlite"
    let writer = try SQLiteConnection(path: path, isReader: false)
    try writer.setPragma("journal_mode", "WAL", expecting: "wal")
    let pool = try ReaderPool(path: path, count: 2)
    let begun = Noted(0)
    let read = Task { () throws -> Int64 in
      try await pool.readAtLength { connection throws(StoreError) in
        begun.change { $0 += 1 }
        return try connection.integer(begun.value == 1 ? Self.endless : "SELECT 7")
      }
    }
    try await eventually { begun.value == 1 }
    try pool.whileClosed { () throws(StoreError) in #expect(begun.value == 1) }
    #expect(try await read.value == 7)
    await pool.close()
    writer.close()
  }

  private static let endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
}
