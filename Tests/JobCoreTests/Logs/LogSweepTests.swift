// What a death has left of jobs that are gone is removed after the next start; what belongs to jobs stays.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct LogSweepTests {
  private func make(_ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: URL(filePath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
    #expect(FileManager.default.createFile(atPath: path, contents: Data("left".utf8)))
  }

  @Test func filesOfJobsThatAreGoneAreRemoved() async throws {
    let scratch = try TemporaryDirectory()
    var kept = JobID(1)
    var left: [String] = []
    var others: [String] = []
    try await EngineBench.run(in: scratch) { bench async throws in
      kept = try await bench.finish(.shell("echo kept; echo result > $JOBD_RESULT")).id
      let gone = try await bench.finish(.shell("true")).id
      try await bench.queue.delete(gone)
      let files = bench.queue.files
      let (first, later) = (files.paths(gone, start: 1), files.paths(kept, start: 2))
      left = [first.stdout, first.stderr, first.result, first.parent(1), first.draft + "/deep/er/x", later.stdout]
      left += [files.paths(kept, start: 1).draft, files.paths(JobID(2_000_123), start: 3).stdout]
      others = ["\(first.directory)/notes.txt", "\(files.root)/store-other/0/1.1.out"]
      for path in left + others { try make(path) }
    }
    try await EngineBench.run(in: scratch) { bench async throws in
      try await eventually("files of jobs that are gone stay for ever") {
        left.allSatisfy { access($0, F_OK) != 0 && errno == ENOENT }
      }
      for path in others { #expect(access(path, F_OK) == 0, "\(path)") }
      #expect(try await bench.output(kept) == "kept\n")
      #expect(try await bench.queue.result(kept).bytes == Array("result\n".utf8))
      try await eventually("an empty directory stays") {
        access(bench.queue.files.directory(2_000), F_OK) != 0
      }
    }
  }

  private func wait(_ bench: EngineBench) -> String {
    "while [ ! -e \(bench.scratch.path)/go ]; do sleep 0.02; done"
  }

  @Test func whatRunsKeepsItsFiles() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(.shell("echo draft > $JOBD_RESULT; echo up; \(wait(bench))"))
      try await bench.says(id, "up")
      await LogSweep(
        files: bench.queue.files, store: bench.queue.store, held: bench.queue.heldLogs, limitBytes: 1 << 20,
        logger: .silent
      ).run()
      try bench.touch("go")
      #expect(try await bench.end(of: id).state == .succeeded)
      #expect(try await bench.queue.result(id).bytes == Array("draft\n".utf8))
    }
  }

  @Test func whatStartsWhileTheStoreIsAskedKeepsItsFiles() async throws {
    try await EngineBench.run { bench async throws in
      let go = "\(bench.scratch.path)/go"
      let script = "echo $JOBD_ATTEMPT; echo result > $JOBD_RESULT; [ -e \(go) ]"
      let old = try await bench.finish(.shell(script))
      #expect(old.state == .failed && old.id == JobID(1))
      let files = bench.queue.files
      let planted = [files.paths(old.id, start: 2), files.paths(JobID(2), start: 1)]
      let gone = files.paths(JobID(9), start: 1)
      for path in planted.flatMap({ [$0.stdout, $0.stderr, $0.draft, $0.parents] }) + [gone.stdout, gone.draft + "/x"] {
        try make(path)
      }
      let store = StartsThen(store: bench.queue.store) {
        // They start after the store has said that they have not.
        try bench.touch("go")
        _ = try await bench.queue.retry(old.id)
        #expect(try await bench.finish(.shell(script)).id == JobID(2))
        _ = try await bench.end(of: old.id)
      }
      await LogSweep(
        files: files, store: store, held: bench.queue.heldLogs, limitBytes: 1 << 20, logger: .silent
      ).run()
      for id in [old.id, JobID(2)] {
        #expect(try await bench.queue.job(id).state == .succeeded)
        #expect(try await bench.output(id).isEmpty == false)
        #expect(try await bench.queue.result(id).bytes == Array("result\n".utf8))
      }
      #expect(access(gone.stdout, F_OK) != 0 && access(gone.draft, F_OK) != 0)
      let left = try FileManager.default.contentsOfDirectory(atPath: gone.directory)
      #expect(left.allSatisfy { !$0.hasPrefix(".") }, "\(left)")
    }
  }

  @Test func directoriesGoWithTheirLastFile() async throws {
    try await EngineBench.run { bench async throws in
      let ids = try await [bench.finish(.shell("true")).id, bench.finish(.shell("true")).id]
      let directory = bench.queue.files.paths(ids[0], start: 1).directory
      try await bench.queue.delete(ids[0])
      #expect(access(directory, F_OK) == 0)
      try await bench.queue.delete(ids[1])
      #expect(access(directory, F_OK) != 0)
      // Made again, and heard of again.
      let id = try await bench.submit(.shell("echo again; \(wait(bench)); echo more"))
      let follower = try await bench.queue.follow(id, stream: .stdout, attempt: nil)
      #expect(try await follower.next() == Array("again\n".utf8))
      try bench.touch("go")
      #expect(try await follower.next() == Array("more\n".utf8))
    }
  }

  @Test func removedDirectoryOfLogsIsMadeAgain() async throws {
    try await EngineBench.run { bench async throws in
      #expect(try await bench.shell("echo one") == "one\n")
      try FileManager.default.removeItem(atPath: bench.queue.files.root)
      #expect(try await bench.shell("echo two") == "two\n")
      try FileManager.default.removeItem(atPath: bench.queue.files.home)
      let parent = try await bench.submit(NewJob(.handler(name: "echo", payload: "7")))
      #expect(try await bench.shell("cat $JOBD_PARENT_1_RESULT") { $0.after = [Dependency(.job(parent))] } == "7")
    }
  }
}
