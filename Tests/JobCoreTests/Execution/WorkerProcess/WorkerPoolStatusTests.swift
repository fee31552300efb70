// What a pool of workers says about itself, and what stands in the way of a job that waits for it.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct WorkerPoolStatusTests {
  private func blocker(_ bench: EngineBench) async -> Blocker.Cause? {
    await bench.queue.workerPools.blocker("work")?.cause
  }

  @Test func poolThatHasDoneNothingHasNoWorkerAndIsNotDown() async throws {
    try await WorkerBench.run(settings: { $0.processes = 3 }) { bench in
      let overview = await bench.queue.workers()
      #expect(overview.workers.isEmpty)
      let handler = try #require(overview.handlers.first)
      #expect(handler.handler == "work" && handler.processes == 3 && handler.concurrency == 1)
      #expect(handler.starts == 0 && handler.jobsDone == 0 && !handler.isDown && handler.lastFailure == nil)
      #expect(await blocker(bench) == .workerMissing(handler: "work"))
      #expect(await bench.queue.workerPools.blocker("another") == nil)
    }
  }

  @Test func busyWorkersAreInTheWayAndIdleOnesAreNot() async throws {
    try await WorkerBench.run { bench in
      let job = try await bench.work(#"["result", 1]"#)
      #expect(await blocker(bench) == nil)
      let idle = try #require(await bench.workers.first)
      #expect(idle.state == .idle && idle.jobs.isEmpty && idle.jobsDone == 1 && idle.pid == job.pid)
      #expect((idle.rssBytes ?? 0) > 0 && idle.handler == "work")
      let gated = try await bench.start(bench.gate("go"), #"["result", 1]"#)
      try await eventually { await bench.workers.first?.jobs == [gated] }
      #expect(await bench.workers.first?.state == .busy)
      #expect(await blocker(bench) == .workersBusy(handler: "work", count: 1))
      let waiting = try await bench.start(#"["result", 1]"#)
      #expect(try await bench.queue.why(waiting).blockers.map(\.cause) == [.workersBusy(handler: "work", count: 1)])
      try bench.open("go")
      #expect(try await bench.end(of: waiting).state == .succeeded)
    }
  }

  @Test func workerThatTakesSeveralIsInTheWayWhenItHasAllOfThem() async throws {
    try await WorkerBench.run(settings: { $0.concurrency = 2 }) { bench in
      let first = try await bench.start(#"["hold"]"#)
      try await eventually { await bench.workers.first?.jobs == [first] }
      #expect(await blocker(bench) == nil)
      let second = try await bench.start(#"["hold"]"#)
      try await eventually { await bench.workers.first?.jobs == [first, second] }
      #expect(await blocker(bench) == .workersBusy(handler: "work", count: 1))
      for id in [first, second] { _ = try await bench.queue.cancel(id) }
    }
  }

  @Test func startThatHangsIsWaitedForAndOneThatFailedIsDownForAWhile() async throws {
    try await WorkerBench.run(
      mode: "silent", settings: { $0.startupTimeoutMicros = 2_000_000 },
      engine: {
        $0.workerPace.pauseMicros = 3_600_000_000
        $0.workerPace.pauseMicrosMax = 3_600_000_000
      }
    ) { bench in
      _ = try await bench.start(#"["result", 1]"#)
      try await eventually { await bench.workers.first?.state == .starting }
      #expect(await blocker(bench) == .workerStarting(handler: "work"))
      #expect(await bench.queue.workers().handlers.first?.isDown == false)
      try await eventually { await bench.queue.workers().handlers.first?.isDown == true }
      let handler = try #require(await bench.queue.workers().handlers.first)
      let left = try #require(handler.downUntil).micros(since: SystemClock().now())
      #expect(left > 3_000_000_000 && left <= 3_600_000_000)
      let failure = "a worker did not say hello within its startup_timeout"
      #expect(handler.lastFailure == failure && handler.starts == 1)
      let down = try #require(await bench.queue.workerPools.blocker("work"))
      #expect(down.cause == .handlerDown(handler: "work", failure: failure))
      #expect(down.until.map { abs($0.micros(since: handler.downUntil ?? .noon)) < 10_000_000 } == true)
    }
  }

  @Test func settingsThatCannotWorkAreDownForGood() async throws {
    try await WorkerBench.run(settings: { $0.maxRSSBytes = 1_048_576 }) { bench in
      _ = try await bench.start(#"["result", 1]"#)
      try await eventually { await bench.queue.workers().handlers.first?.isDown == true }
      let handler = try #require(await bench.queue.workers().handlers.first)
      #expect(handler.downUntil == nil)
      #expect(await blocker(bench) == .handlerDown(handler: "work", failure: handler.lastFailure))
    }
  }
}
