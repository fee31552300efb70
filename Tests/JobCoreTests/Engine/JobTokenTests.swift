// The token of a running job: known while its attempt runs, in a private file, and gone with it.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct JobTokenTests {
  @Test func tokenLivesAsLongAsItsAttempt() async throws {
    try await EngineBench.run {
      $0.jobTokens = true
    } _: { bench async throws in
      let job = try await bench.submit(.shell("stat -c %a $JOBD_TOKEN_FILE; cat $JOBD_TOKEN_FILE; exec sleep 60"))
      try await eventually { try await bench.output(job).split(separator: "\n").count == 2 }
      let lines = try await bench.output(job).split(separator: "\n")
      #expect(lines[0] == "600" && lines[1].utf8.count == 64)
      #expect(bench.queue.jobToken(lines[1]) == TokenHolder(job: job))
      #expect(bench.queue.jobToken(lines[1].dropLast()) == nil)
      let path = bench.queue.files.paths(job, start: 1).token
      #expect(FileManager.default.fileExists(atPath: path))
      _ = try await bench.queue.cancel(job)
      _ = try await bench.end(of: job)
      #expect(bench.queue.jobToken(lines[1]) == nil)
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func nobodyGetsATokenThatNobodyAsksFor() async throws {
    try await EngineBench.run { bench async throws in
      #expect(try await bench.shell("echo ${JOBD_TOKEN_FILE-none}") == "none\n")
    }
  }

  @Test func leftoverOfALostAttemptIsSweptAtTheStart() async throws {
    let scratch = try TemporaryDirectory()
    let data = "\(scratch.path)/data"
    let directory = try DataDirectory(path: data)
    let store = try SQLiteStore.open(StoreKind.options(data), logger: .silent) { _ in }
    _ = try await store.insert([.shell("true")], idempotency: nil, now: .noon)
    let fence = try #require(try await store.claim(limit: 1, now: .noon).first).fence
    await store.close()
    let paths = LogFiles(root: directory.logsPath, store: store.mark).paths(fence.job, start: fence.start)
    try FileManager.default.createDirectory(atPath: paths.directory, withIntermediateDirectories: true)
    #expect(FileManager.default.createFile(atPath: paths.token, contents: Data("old".utf8)))
    directory.unlock()
    try await EngineBench.run(in: scratch) { bench async throws in
      _ = try await bench.end(of: fence.job)
      #expect(!FileManager.default.fileExists(atPath: paths.token))
    }
  }
}
