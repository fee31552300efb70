// What is particular to the store on SQLite: transactions per verb, and files it must not touch.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct SQLiteStoreTests {
  /// Transactions written while `body` runs: each one ends with exactly one commit frame in the log.
  private func transactions(_ bench: StoreBench, _ body: () async throws -> Void) async throws -> Int {
    let path = "\(bench.directory.path)/jobd.sqlite-wal"
    let before = try WALFile.commits(path)
    try await body()
    try await bench.store.ping()
    return try WALFile.commits(path) - before
  }

  @Test func eachVerbIsOneTransaction() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      #expect(try await transactions(bench) { try await bench.insert() } == 1)
      #expect(try await transactions(bench) { _ = try await bench.insert((0..<100).map { _ in .noop() }) } == 1)
      var claimed: [ClaimedJob] = []
      #expect(try await transactions(bench) { claimed = try await bench.claim(50) } == 1)
      #expect(claimed.count == 50)
      #expect(try await transactions(bench) { try await bench.end(claimed[0], .exited(code: 0)) } == 1)
      #expect(try await transactions(bench) { _ = try await bench.claim(100) } == 1)
      let waiting = bench.beginClaim(10)
      #expect(try await transactions(bench) { _ = try await bench.insert((0..<10).map { _ in .noop() }) } == 1)
      #expect(try await waiting.value.count == 10)
    }
  }

  @Test func whatChangesNothingWritesNothing() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let claimed = try await bench.start()
      try await bench.end(claimed, .exited(code: 0))
      let count = try await transactions(bench) {
        try await bench.end(claimed, .exited(code: 0))
        _ = try await bench.store.cancel(claimed.id, CancelOptions(), now: bench.now)
        _ = try await bench.claim()
        bench.store.promoteDue(now: bench.now)
        _ = try await bench.store.jobs(JobFilter(), order: .newest, limit: 10, after: nil)
      }
      #expect(count == 0)
    }
  }

  // MARK: Files that are not to be touched

  private func expectRefusal(
    _ bytes: Data, _ isExpected: (OpenError) -> Bool, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let scratch = try TemporaryDirectory()
    let directory = "\(scratch.path)/data"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let path = "\(directory)/jobd.sqlite"
    try bytes.write(to: URL(filePath: path))
    do {
      let queue = try await JobQueue.open(JobQueueConfig(dataDirectory: directory, slots: 1), logger: .silent)
      await queue.close()
      Issue.record("the file was opened", sourceLocation: sourceLocation)
    } catch {
      #expect(isExpected(error), "\(error)", sourceLocation: sourceLocation)
    }
    #expect(try Data(contentsOf: URL(filePath: path)) == bytes, sourceLocation: sourceLocation)
  }

  /// The bytes of a database that `prepare` has made.
  private func database(_ prepare: (RawDatabase) throws -> Void) throws -> Data {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/d.sqlite"
    do {
      let database = try RawDatabase(path)
      try prepare(database)
    }
    return try Data(contentsOf: URL(filePath: path))
  }

  private func ownDatabase(jobs: Int = 3) async throws -> Data {
    let bench = try StoreBench(.sqlite)
    for _ in 0..<jobs { try await bench.insert(.shell(String(repeating: "x", count: 900))) }
    await bench.store.close()
    return try Data(contentsOf: URL(filePath: "\(bench.directory.path)/jobd.sqlite"))
  }

  @Test func newerDatabaseIsRefusedUntouched() async throws {
    let bytes = try await ownDatabase()
    let newer = try database { database in
      try database.execute("CREATE TABLE future (x); PRAGMA application_id = \(Migrator.applicationID)")
      try database.execute("PRAGMA user_version = \(Migrator.supportedVersion + 1)")
    }
    try await expectRefusal(newer) {
      if case .newer(_, let found, let supported) = $0 { found == supported + 1 } else { false }
    }
    // One of ours in WAL mode, as a newer jobd would have left it: the version is at offset 60 of the header.
    var ours = bytes
    ours[63] += 1
    try await expectRefusal(ours) { if case .newer = $0 { true } else { false } }
  }

  @Test func foreignDatabaseIsRefusedUntouched() async throws {
    for version in [0, 1] {
      let foreign = try database { try $0.execute("CREATE TABLE job (x); PRAGMA user_version = \(version)") }
      try await expectRefusal(foreign) { if case .corrupt = $0 { true } else { false } }
    }
  }

  @Test func damagedDatabaseIsRefusedUntouched() async throws {
    let good = try await ownDatabase(jobs: 60)
    try await expectRefusal(Data("this is no database, whatever its name says".utf8) + Data(count: 4_096)) {
      if case .corrupt = $0 { true } else { false }
    }
    var torn = good
    for offset in stride(from: 4_096, to: torn.count - 64, by: 4_096) {
      torn.replaceSubrange(offset..<(offset + 64), with: Data(repeating: 0xA5, count: 64))
    }
    try await expectRefusal(torn) { if case .corrupt = $0 { true } else { false } }
    try await expectRefusal(good.prefix(good.count / 2)) { if case .corrupt = $0 { true } else { false } }
  }

  @Test func emptyFileBecomesADatabase() async throws {
    let directory = try TemporaryDirectory()
    try Data().write(to: URL(filePath: "\(directory.path)/jobd.sqlite"))
    let store = try StoreKind.sqlite.open(directory.path, ManualClock()) { _ in }
    #expect(try await store.info().schemaVersion == Migrator.supportedVersion)
    await store.close()
  }

  @Test func secondEngineOnADirectoryIsRefusedAndToldWhoHasIt() async throws {
    let scratch = try TemporaryDirectory()
    let config = JobQueueConfig(dataDirectory: "\(scratch.path)/data", slots: 1)
    let first = try await JobQueue.open(config, logger: .silent)
    do {
      let second = try await JobQueue.open(config, logger: .silent)
      await second.close()
      Issue.record("opened twice")
    } catch {
      #expect(
        error == .inUse(path: config.dataDirectory, holder: "process \(ProcessInfo.processInfo.processIdentifier)"))
    }
    await first.close()
    let third = try await JobQueue.open(config, logger: .silent)
    await third.close()
  }

  @Test func closedDatabaseIsOneFile() async throws {
    let bench = try StoreBench(.sqlite)
    try await bench.insert()
    _ = try await bench.store.jobs(JobFilter(), order: .newest, limit: 1, after: nil)
    await bench.store.close()
    #expect(try FileManager.default.contentsOfDirectory(atPath: bench.directory.path) == ["jobd.sqlite"])
  }
}

/// The write-ahead log, as far as tests need it.
enum WALFile {
  /// Transactions in the log: frames whose header says how large the database is after them end a transaction.
  static func commits(_ path: String) throws -> Int {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    guard bytes.count > 32 else { return 0 }
    func word(_ offset: Int) -> Int { bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) } }
    let (pageSize, salt) = (word(8), Array(bytes[16..<24]))
    return stride(from: 32, to: bytes.count - 23, by: 24 + pageSize).count {
      word($0 + 4) != 0 && Array(bytes[($0 + 8)..<($0 + 16)]) == salt
    }
  }
}
