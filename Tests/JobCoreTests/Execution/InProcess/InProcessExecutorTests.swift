// Handlers on threads: what blocks there holds up nobody else, and what does not end when told to is given up. Facts 15
// to 17 of the executors' reference, and row T15 of asyncio's.

import TestSupport
import Testing

@testable import JobCore

@Suite struct InProcessExecutorTests {
  private func run(
    _ threads: Int, _ valve: Valve, _ change: (inout HandlerRegistry) -> Void = { _ in },
    _ body: (EngineBench) async throws -> Void
  ) async throws {
    var handlers = HandlerRegistry.builtIn
    handlers.register("block") { _ in
      valve.pass()
      return Array("1".utf8)
    }
    change(&handlers)
    defer { valve.open() }
    try await EngineBench.run(handlers: handlers, { $0.pools = ["db": PoolSettings(threads: threads)] }, body)
  }

  private func blocking(_ change: (inout NewJob) -> Void = { _ in }) -> NewJob {
    .handler("block", "db", change)
  }

  // Fact 15, T15: blocking functions on every thread of a pool: other jobs do not notice, and one more is queued.
  @Test func blockedThreadsHoldUpNobodyElse() async throws {
    let valve = Valve()
    try await run(2, valve) { bench in
      let first = try await bench.submit(blocking())
      let second = try await bench.submit(blocking())
      try await eventually { valve.entered == 2 }
      let third = try await bench.submit(blocking())
      #expect(try await bench.finish(.noop()).state == .succeeded)
      #expect(try await bench.finish(.noop { $0.executor = "thread" }).state == .succeeded)
      #expect(try await bench.finish(.shell("true")).state == .succeeded)
      #expect(try await bench.queue.job(third).state == .queued)
      let why = try await bench.queue.why(third)
      #expect(why.blockers.map(\.kind) == [.pool])
      #expect(why.blockers.first?.cause == .threadsBusy(pool: "db", count: 2))
      // It holds no slot: only those that run do.
      #expect(try await bench.queue.info().slotsUsed == 2)
      valve.open()
      for id in [first, second, third] { #expect(try await bench.end(of: id).state == .succeeded) }
    }
  }

  // Fact 16: stuck at timeout + grace, its thread is replaced, and its late value is ignored.
  @Test func handlerThatOutlivesItsTimeoutAndGraceIsStuck() async throws {
    let valve = Valve()
    try await run(1, valve) { bench in
      let stuck = try await bench.finish(
        blocking {
          $0.timeoutMicros = 20_000
          $0.graceMicros = 100_000
        })
      #expect(stuck.state == .failed)
      #expect(stuck.reason == .stuck)
      #expect(stuck.failure?.code == "stuck")
      #expect(
        stuck.failure?.message
          == "did not end when told to, and still has a thread of \"db\"; its result is ignored")
      #expect(try await bench.queue.info().stuckHandlers == 1)
      #expect(try await bench.finish(.handler("noop", "db")).state == .succeeded)
      valve.open()
      try await eventually { try await bench.queue.info().stuckHandlers == 0 }
      let after = try await bench.queue.job(stuck.id)
      #expect(after.state == .failed)
      #expect(!after.hasResult)
    }
  }

  /// Neither the limit alone nor the grace alone.
  @Test func handlerIsGivenUpAfterItsTimeoutAndItsGrace() async throws {
    let valve = Valve()
    try await run(1, valve) { bench in
      let stuck = try await bench.finish(
        blocking {
          $0.timeoutMicros = 200_000
          $0.graceMicros = 1_500_000
        })
      #expect(stuck.reason == .stuck && stuck.attempt == 1)
      let started = try #require(stuck.startedAt)
      let took = try #require(stuck.finishedAt).micros(since: started)
      // A wall clock may be a little slow meanwhile.
      #expect(took >= 1_690_000, "\(took)")
    }
  }

  // Fact 17: at the bound jobs wait and why says so; one that ends after all makes room.
  @Test func exhaustedPoolTakesNoJobsUntilAHandlerEnds() async throws {
    let valve = Valve()
    try await run(1, valve) { bench in
      for _ in 0..<2 {
        let job = try await bench.finish(
          blocking {
            $0.timeoutMicros = 20_000
            $0.graceMicros = 0
          })
        #expect(job.reason == .stuck)
      }
      let third = try await bench.submit(.handler("noop", "db"))
      let why = try await bench.queue.why(third)
      #expect(why.blockers.map(\.kind) == [.pool])
      #expect(why.blockers.first?.cause == .threadsStuck(pool: "db", count: 2))
      valve.open()
      #expect(try await bench.end(of: third).state == .succeeded)
    }
  }

  @Test func sleepBlocksAThreadAndHearsNoCancel() async throws {
    try await run(1, Valve()) { bench in
      for executor in ["async", "db"] {
        let id = try await bench.submit(
          .handler("sleep", executor, payload: "{\"seconds\": 20}") { job in
            job.graceMicros = executor == "db" ? 0 : 20_000_000
          })
        try await eventually { try await bench.queue.job(id).state == .running }
        _ = try await bench.queue.cancel(id)
        let job = try await bench.end(of: id)
        #expect(job.reason == (executor == "db" ? .stuck : .cancel), "\(executor)")
      }
    }
  }

  @Test func taskThatIgnoresItsCancelIsStuckToo() async throws {
    let (steps, step) = AsyncStream<Void>.makeStream()
    try await run(1, Valve()) {
      $0.register("deaf") { _ in
        // An unstructured wait that no cancel ends.
        await withCheckedContinuation { continuation in
          _ = Shield.abandonable(on: nil) {
            for await _ in steps { break }
            continuation.resume()
          }
        }
        return nil
      }
    } _: { bench in
      let job = try await bench.finish(
        .handler("deaf", nil) {
          $0.timeoutMicros = 20_000
          $0.graceMicros = 0
        })
      #expect(job.reason == .stuck && job.failure?.message.contains("still has a task;") == true)
      #expect(try await bench.queue.info().stuckHandlers == 1)
      step.yield()
      try await eventually { try await bench.queue.info().stuckHandlers == 0 }
    }
  }

  // T15: an exception in the function is a failure with its message.
  @Test func errorOnAThreadFailsTheJob() async throws {
    try await run(1, Valve()) { bench in
      let job = try await bench.finish(.handler("fail", "db", payload: "{\"code\": \"c\", \"message\": \"m\"}"))
      #expect(job.state == .failed)
      #expect(job.failure == JobFailure(code: "c", message: "m"))
    }
  }

  @Test(arguments: ["NaN", "-1", "1e300", "1e400", "\"2\"", "{}", "{\"seconds\": -1}", "null", "", "[1]"])
  func sleepRefusesWhatIsNoTime(_ payload: String) async throws {
    try await run(1, Valve()) { bench in
      let job = try await bench.finish(.handler("sleep", nil, payload: payload))
      #expect(job.failure?.code == "payload")
    }
  }

  @Test func executorsThatCannotBeHadAreRefusedWithTheChoices() async throws {
    try await run(1, Valve()) { bench in
      for executor in ["process", "dbb", "host", "external"] {
        let error = await #expect(throws: SubmitError.self) {
          _ = try await bench.queue.submit(.handler("noop", executor))
        }
        guard case .invalid(let faults, _) = error else { continue }
        #expect(faults.map(\.field) == ["executor"])
        #expect(faults.first?.detail.hasSuffix("it can run in async, db, thread, remote") == true, "\(faults)")
      }
      // Whoever claims it knows what the name means.
      let id = try await bench.submit(.handler("of-somebody-else", "remote"))
      #expect(try await bench.queue.job(id).state == .queued)
    }
  }

  @Test func jobWhosePoolIsGoneFails() async throws {
    let scratch = try TemporaryDirectory()
    let first = try await EngineBench.open(scratch) { $0.pools = ["db": PoolSettings(threads: 1)] }
    let id = try await first.submit(.handler("noop", "db"))
    await first.queue.close()
    try await EngineBench.run(in: scratch) { bench in
      let job = try await bench.end(of: id)
      #expect(job.failure?.code == "unknown_executor")
    }
  }
}

extension NewJob {
  /// A job of a handler, with changes.
  static func handler(
    _ name: String, _ executor: String?, payload: String? = nil, _ change: (inout NewJob) -> Void = { _ in }
  ) -> NewJob {
    var job = NewJob(.handler(name: name, payload: payload))
    job.executor = executor
    change(&job)
    return job
  }
}
