// Files that are removed or replaced under an open store: nothing is acknowledged that would not be found again.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct ReplacedFileTests {
  @Test(arguments: ["jobd.sqlite", "jobd.sqlite-wal"])
  func nothingIsTakenWhileAFileIsNotInItsPlace(_ name: String) async throws {
    let bench = try StoreBench(.durable)
    let first = try await bench.insert()
    let (path, aside) = ("\(bench.directory.path)/\(name)", "\(bench.directory.path)/aside")
    for isReplaced in [false, true] {
      try FileManager.default.moveItem(atPath: path, toPath: aside)
      if isReplaced { try FileManager.default.copyItem(atPath: aside, toPath: path) }
      await #expect(throws: StoreError.self) { try await bench.insert() }
      await #expect(throws: StoreError.self) { try await bench.store.checkWritable() }
      #expect(try await bench.state(first) == .queued)
      guard case .replaced? = try await bench.store.info().fault else {
        throw Unexpected(what: "it does not say why it takes nothing")
      }
      // rename(2) over it: it is never away.
      #expect(rename(aside, path) == 0)
      try await bench.insert()
      #expect(try await bench.store.info().fault == nil)
    }
    #expect(try await bench.store.ids(JobFilter(), limit: 10, after: nil).count == 3)
    try await bench.reopen()
    #expect(try await bench.store.ids(JobFilter(), limit: 10, after: nil).count == 3)
    await bench.store.close()
  }

  @Test func filesOfAnotherStoreAreNotTouchedAtTheEnd() async throws {
    let bench = try StoreBench(.durable)
    try await bench.insert()
    for name in ["jobd.sqlite", "jobd.sqlite-wal"] {
      let path = "\(bench.directory.path)/\(name)"
      try FileManager.default.moveItem(atPath: path, toPath: "\(path).mine")
      try Data("another's".utf8).write(to: URL(filePath: path))
    }
    await bench.store.close()
    for name in ["jobd.sqlite", "jobd.sqlite-wal"] {
      #expect(try Data(contentsOf: URL(filePath: "\(bench.directory.path)/\(name)")) == Data("another's".utf8))
    }
  }

  @Test func emptyDatabaseBesideALogIsRefused() async throws {
    let bench = try StoreBench(.durable)
    try await bench.insert()
    for left in [0, 1, 511, nil] {
      let copy = try TemporaryDirectory()
      let log = "\(copy.path)/jobd.sqlite-wal"
      try FileManager.default.copyItem(atPath: "\(bench.directory.path)/jobd.sqlite-wal", toPath: log)
      if let left { try Data(count: left).write(to: URL(filePath: "\(copy.path)/jobd.sqlite")) }
      let bytes = try Data(contentsOf: URL(filePath: log))
      let error = try await StoreKind.sqlite.refusal(copy.path)
      if case .corrupt(_, let message) = error {
        #expect(message.contains("jobd.sqlite-wal"), "\(message)")
      } else {
        Issue.record("\(String(describing: error))")
      }
      #expect(try Data(contentsOf: URL(filePath: log)) == bytes)
    }
    await bench.store.close()
  }

  @Test func removedLockFileLetsNobodyIn() async throws {
    let scratch = try TemporaryDirectory()
    let config = JobQueueConfig(dataDirectory: "\(scratch.path)/data", slots: 1)
    let first = try await JobQueue.open(config, logger: .silent)
    try FileManager.default.removeItem(atPath: "\(scratch.path)/data/jobd.lock")
    do throws(OpenError) {
      let second = try await JobQueue.open(config, logger: .silent)
      await second.close()
      Issue.record("opened twice")
    } catch {
      guard case .inUse = error else { throw error }
    }
    await first.close()
    let third = try await JobQueue.open(config, logger: .silent)
    await third.close()
  }
}
