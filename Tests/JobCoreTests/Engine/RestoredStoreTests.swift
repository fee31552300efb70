// A database that is put back from an older copy, begun anew, or of an older jobd: no number means two things, and nobody
// is shown what another store's jobs have left.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct RestoredStoreTests {
  private let scratch: TemporaryDirectory
  private var data: String { "\(scratch.path)/data" }

  init() throws {
    scratch = try TemporaryDirectory()
  }

  private func keepCopy() throws {
    try FileManager.default.copyItem(atPath: "\(data)/jobd.sqlite", toPath: "\(scratch.path)/copy")
  }

  private func removeDatabase() throws {
    for name in ["jobd.sqlite", "jobd.sqlite-wal", "jobd.sqlite-shm"] {
      try? FileManager.default.removeItem(atPath: "\(data)/\(name)")
    }
  }

  private func putCopyBack() throws {
    try removeDatabase()
    try FileManager.default.copyItem(atPath: "\(scratch.path)/copy", toPath: "\(data)/jobd.sqlite")
  }

  private func batch(_ bench: EngineBench) async throws -> BatchID {
    guard case .created(let batch, _) = try await bench.queue.createBatch(NewBatch(jobs: [.noop()])) else {
      throw Unexpected(what: "no batch")
    }
    return batch.id
  }

  @Test(arguments: [true, false]) func olderCopyGivesNoNumberTwice(_ hasNumbers: Bool) async throws {
    var boots: [Int64] = []
    try await EngineBench.run(in: scratch) { bench async throws in
      _ = try await bench.shell("echo first")
      boots.append(bench.queue.store.boot)
    }
    try keepCopy()
    var last: (job: JobID, batch: BatchID?) = (JobID(1), nil)
    try await EngineBench.run(in: scratch) { bench async throws in
      for number in 0..<3 { last.job = try await bench.finish(.shell("echo later \(number)")).id }
      last.batch = try await batch(bench)
      boots.append(bench.queue.store.boot)
    }
    try putCopyBack()
    // Without the file, from before there was one, the names of the logs say how far it went.
    if !hasNumbers { try FileManager.default.removeItem(atPath: "\(data)/jobd.numbers") }
    try await EngineBench.run(in: scratch) { bench async throws in
      let job = try await bench.finish(.shell("echo own"))
      #expect(job.id > last.job)
      #expect(try await bench.output(job.id) == "own\n")
      if hasNumbers, let batch = last.batch {
        #expect(try await self.batch(bench) > batch)
        #expect(!boots.contains(bench.queue.store.boot))
      }
      await #expect(throws: JobError.notFound(last.job)) { _ = try await bench.queue.job(last.job) }
    }
  }

  @Test func startThatTheCopyDoesNotKnowLeavesNothingToTheNextOne() async throws {
    let script = "echo $JOBD_ATTEMPT-$(cat word)-out; [ -e quiet ] || cp word $JOBD_RESULT; test -e good"
    func word(_ text: String) throws {
      try Data(text.utf8).write(to: URL(filePath: "\(scratch.path)/word"))
    }
    try word("one")
    var id = JobID(1)
    try await EngineBench.run(in: scratch) { bench async throws in
      id = try await bench.finish(.shell(script) { $0.process.workingDirectory = bench.scratch.path }).id
    }
    try keepCopy()
    try await EngineBench.run(in: scratch) { bench async throws in
      try bench.touch("good")
      try word("two")
      _ = try await bench.queue.retry(id)
      #expect(try await bench.end(of: id).state == .succeeded)
    }
    try putCopyBack()
    try await EngineBench.run(in: scratch) { bench async throws in
      try bench.touch("quiet")
      try word("three")
      _ = try await bench.queue.retry(id)
      let job = try await bench.end(of: id)
      let output = try await bench.output(id)
      #expect(output.hasSuffix("three-out\n") && !output.contains("two"), "\(output)")
      #expect(try await bench.queue.result(id).bytes == Array(output.utf8), "\(job)")
    }
  }

  @Test func newDatabaseShowsNothingOfTheOldOne() async throws {
    var old = ""
    var mark = ""
    try await EngineBench.run(in: scratch) { bench async throws in
      let job = try await bench.finish(.shell("echo secret; echo secret > $JOBD_RESULT"))
      old = bench.queue.files.paths(job.id, start: 1).stdout
      mark = bench.queue.storeMark
    }
    // All that tells how far the ids went is gone: they begin anew.
    try removeDatabase()
    try FileManager.default.removeItem(atPath: "\(data)/jobd.numbers")
    let elsewhere = "\(scratch.path)/elsewhere"
    try FileManager.default.moveItem(atPath: "\(data)/logs", toPath: elsewhere)
    try await EngineBench.run(in: scratch) { bench async throws in
      #expect(bench.queue.storeMark != mark)
      // They come back when ids of both are the same.
      let moved = "\(bench.queue.files.root)/\(LogFiles.homePrefix)\(mark)"
      try FileManager.default.moveItem(atPath: "\(elsewhere)/\(LogFiles.homePrefix)\(mark)", toPath: moved)
      let job = try await bench.finish(.shell("true"))
      #expect(job.id.value == 1)
      #expect(try await bench.output(job.id) == "")
      #expect(try await bench.queue.result(job.id).bytes.isEmpty)
      #expect(try String(contentsOfFile: old, encoding: .utf8) == "secret\n")
      try await bench.queue.delete(job.id)
      #expect(FileManager.default.fileExists(atPath: old))
    }
  }

  @Test func idsOfANewDatabaseGoOnWhereTheOldOneEnded() async throws {
    var last = JobID(1)
    try await EngineBench.run(in: scratch) { bench async throws in
      for _ in 0..<5 { last = try await bench.submit(.noop()) }
    }
    try removeDatabase()
    try await EngineBench.run(in: scratch) { bench async throws in
      #expect(try await bench.submit(.noop()) > last)
    }
  }

  /// As a jobd before the ninth schema left it, after the migration.
  @Test func logsOfAnOlderJobdStayReadable() async throws {
    var id = JobID(1)
    try await EngineBench.run(in: scratch) { bench async throws in
      id = try await bench.finish(.shell("echo kept; echo result > $JOBD_RESULT")).id
      #expect(!bench.queue.store.findings.hasUnmarkedLogs)
    }
    let logs = "\(data)/logs"
    let home = try #require(try FileManager.default.contentsOfDirectory(atPath: logs).first)
    try FileManager.default.moveItem(atPath: "\(logs)/\(home)/0", toPath: "\(logs)/0")
    try FileManager.default.removeItem(atPath: "\(logs)/\(home)")
    try FileManager.default.removeItem(atPath: "\(data)/jobd.numbers")
    do {
      let database = try RawDatabase("\(data)/jobd.sqlite")
      try database.execute("UPDATE meta SET value = 1 WHERE name = 'unmarked_logs'")
    }
    for _ in 0..<2 {
      try await EngineBench.run(in: scratch) { bench async throws in
        #expect(try await bench.output(id) == "kept\n")
        #expect(try await bench.queue.result(id).bytes == Array("result\n".utf8))
        #expect(try await bench.finish(.shell("echo new")).id > id)
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: logs) == [home])
  }
}
