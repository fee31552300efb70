// The end of an engine and the start of the next: nothing is lost, nothing runs twice, nothing stays behind.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct RecoveryTests {
  @Test func processOfAnEarlierBootIsKilledAndDecided() async throws {
    let scratch = try TemporaryDirectory()
    let data = "\(scratch.path)/data"
    var children: [Process] = []
    do {
      // An engine that died: rows that say running, processes that carry their marks, nobody who waits for them.
      let directory = try DataDirectory(path: data)
      var options = StoreKind.options(data, now: SystemClock())
      options.machineBoot = ProcessClock.machineBoot()
      let store = try SQLiteStore.open(options, logger: .silent) { _ in }
      // The clock has been set back by an hour since.
      let then = SystemClock().now() + 3_600_000_000
      for rule in [RetryRule(), .attempts(2)] {
        let job = NewJob.shell("exit 0").with { $0.retry = rule }
        guard case .created(let jobs, _) = try await store.insert([job], idempotency: nil, now: then) else { return }
        let claimed = try #require(try await store.claim(limit: 1, now: then).first)
        #expect(claimed.id == jobs[0].id)
        let mark = ChildEnvironment.mark(store: store.mark, claimed.fence)
        let child = try Self.sleeper([ChildEnvironment.markName: mark])
        children.append(child)
      }
      await store.close()
      directory.unlock()
    }
    let bystander = try Self.sleeper([:])
    defer { kill(bystander.processIdentifier, SIGKILL) }
    try await EngineBench.run(in: scratch) { bench async throws in
      for child in children { try await eventually("an orphan lives on") { !child.isRunning } }
      #expect(bystander.isRunning)
      let lost = try await bench.end(of: JobID(1))
      #expect(lost.state == .failed && lost.reason == .lost)
      #expect(try #require(lost.finishedAt) >= #require(lost.startedAt))
      let retried = try await bench.end(of: JobID(2))
      #expect(retried.state == .succeeded && retried.attempt == 2)
      #expect(try await bench.queue.detail(JobID(2)).attempts.map(\.outcome) == [.lost, .succeeded])
    }
  }

  /// A process that stays, and holds on to nothing of the test.
  private static func sleeper(_ environment: [String: String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sleep")
    process.arguments = ["300"]
    process.environment = environment
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }
}
