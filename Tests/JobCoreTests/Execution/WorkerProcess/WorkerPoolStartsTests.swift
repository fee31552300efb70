// Starts of workers: as many as there is work for, and none that cannot work counts as an attempt.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct WorkerPoolStartsTests {
  @Test func onlyAsManyWorkersAreStartedAsThereIsWork() async throws {
    try await WorkerBench.run(settings: { $0.processes = 4 }) { bench in
      for _ in 0..<5 { #expect(try await bench.work(#"["result", 1]"#).state == .succeeded) }
      #expect(await bench.queue.workers().handlers.first?.starts == 1)
      let gated = try await bench.start(bench.gate("go"), #"["result", 1]"#)
      try await eventually { await bench.workers.first?.jobs == [gated] }
      let second = try await bench.work(#"["result", 1]"#)
      #expect(second.state == .succeeded)
      #expect(await bench.workers.count == 2)
      try bench.open("go")
      #expect(try await bench.end(of: gated).state == .succeeded)
    }
  }

  @Test(arguments: [
    ("silent", "did not say hello"), ("crash", "cannot import thing"), ("garbage", "no message"),
    ("hasty", "before its hello"), ("other", "no handler \"work\"; it has \"other\""), ("future", "version 2"),
  ]) func workerWithoutAProperHelloUsesNoAttempt(_ mode: String, _ words: String) async throws {
    try await WorkerBench.run(mode: mode, settings: { $0.startupTimeoutMicros = 300_000 }) { bench in
      let id = try await bench.start(#"["result", 1]"#)
      try await eventually { await bench.queue.workers().handlers.first.map { $0.starts > 2 } ?? false }
      let job = try await bench.queue.job(id)
      #expect(job.state == .queued && job.attempt == 0 && job.starts == 0)
      let handler = try #require(await bench.queue.workers().handlers.first)
      #expect(handler.lastFailure?.contains(words) == true, "\(handler.lastFailure ?? "")")
      try await eventually {
        try await bench.queue.why(id).blockers.contains { $0.failure?.contains(words) == true && $0.until != nil }
      }
      // One at a time.
      #expect(await bench.workers.count <= 1)
    }
  }

  @Test func startOfAWorkerIsNoTimeOfTheJob() async throws {
    try await WorkerBench.run(mode: "slow") { bench in
      let job = try await bench.work(#"["result", 1]"#) { $0.timeoutMicros = 300_000 }
      #expect(job.state == .succeeded && job.attempt == 1 && job.starts == 1)
      // The worker was as slow as it was meant to be.
      let (created, finished) = (job.createdAt.micros, job.finishedAt?.micros ?? 0)
      #expect(finished - created > 900_000)
    }
  }

  @Test func programThatIsNotThereIsSaidToBe() async throws {
    try await WorkerBench.run(settings: { $0.command = .program(["/nonexistent/worker"]) }) { bench in
      let id = try await bench.start(#"["result", 1]"#)
      try await eventually {
        try await bench.queue.why(id).blockers.contains {
          $0.failure?.contains("/nonexistent/worker: No such file") == true
        }
      }
      #expect(try await bench.queue.job(id).attempt == 0)
    }
  }

  @Test func maximumBelowAFreshWorkerIsRefusedWithoutALoop() async throws {
    try await WorkerBench.run(settings: { $0.maxRSSBytes = 1_048_576 }) { bench in
      let id = try await bench.start(#"["result", 1]"#)
      try await eventually {
        try await bench.queue.why(id).blockers.contains { $0.failure?.contains("raise max_rss") == true }
      }
      // Another look changes nothing.
      _ = try await bench.start(#"["result", 1]"#)
      bench.queue.pools.lookAgain()
      try await eventually { await bench.workers.isEmpty }
      let handler = try #require(await bench.queue.workers().handlers.first)
      #expect(handler.starts == 1 && handler.isDown && handler.downUntil == nil)
      #expect(try await bench.queue.job(id).attempt == 0)
    }
  }

  @Test func oneLargeWorkerAmongGoodOnesIsAFailureLikeAnyOther() async throws {
    let limit: Int64 = 60 << 20
    try await WorkerBench.run(mode: "large_second", settings: { $0.maxRSSBytes = limit }) { bench in
      let first = try await bench.work(#"["result", 1]"#, #"["exit", 0]"#)
      #expect(first.state == .succeeded)
      let next = try await bench.work(#"["result", 1]"#)
      #expect(next.state == .succeeded)
      let handler = try #require(await bench.queue.workers().handlers.first)
      #expect(handler.starts == 3 && !handler.isDown)
    }
  }

  @Test func workerIsNotStartedWithoutItsMark() async throws {
    try await WorkerBench.run { bench in
      let mark = bench.queue.directory.workersMarkPath
      try FileManager.default.createDirectory(atPath: mark, withIntermediateDirectories: false)
      let id = try await bench.start(#"["result", 1]"#)
      try await eventually {
        await bench.queue.workers().handlers.first?.lastFailure?.contains("no writing to \(mark)") ?? false
      }
      #expect(try await bench.queue.job(id).attempt == 0)
      #expect(await bench.workers.allSatisfy { $0.pid == nil })
      try FileManager.default.removeItem(atPath: mark)
      #expect(try await bench.end(of: id).state == .succeeded)
      #expect(WorkerMarkFile.isThere(mark))
    }
  }
}
