// A queue as a service: how its end comes about from outside, and that nothing holds it up. Fact 38 of the executors'
// reference; T15: a stop with a stuck thread waits for its limit and ends.

import Logging
import ServiceLifecycle
import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueServiceTests {
  private func open(
    _ scratch: TemporaryDirectory, _ valve: Valve, drainMicros: Int64
  ) async throws -> EngineBench {
    var handlers = HandlerRegistry.builtIn
    handlers.register("block") { context in
      await valve.hold(context)
      return nil
    }
    return try await EngineBench.open(scratch, handlers: handlers) {
      $0.drainMicros = drainMicros
      $0.graceMicros = 50_000
    }
  }

  // Fact 38.
  @Test(arguments: ["thread", "async"]) func cancelledRunReturnsInSpiteOfAStuckHandler(_ executor: String) async throws
  {
    let valve = Valve()
    defer { valve.open() }
    let bench = try await open(try TemporaryDirectory(), valve, drainMicros: 0)
    let id = try await bench.submit(.handler("block", executor))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await bench.queue.run() }
      try await eventually { valve.entered == 1 }
      group.cancelAll()
    }
    #expect(try await bench.queue.job(id).reason == .stuck)
    await bench.queue.close()
  }

  @Test func cancelledRunLetsJobsFinish() async throws {
    let valve = Valve()
    let bench = try await open(try TemporaryDirectory(), valve, drainMicros: 60_000_000)
    let id = try await bench.submit(.handler("block", "thread"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await bench.queue.run() }
      try await eventually { valve.entered == 1 }
      group.cancelAll()
      try await eventually { await bench.queue.dispatcher.isClaimingStopped }
      valve.open()
    }
    #expect(try await bench.queue.job(id).state == .succeeded)
    await bench.queue.close()
  }

  @Test func gracefulShutdownOfItsGroupIsADrain() async throws {
    let valve = Valve()
    let bench = try await open(try TemporaryDirectory(), valve, drainMicros: 60_000_000)
    let id = try await bench.submit(.handler("block", "thread"))
    let group = ServiceGroup(services: [bench.queue], logger: .silent)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      try await eventually { valve.entered == 1 }
      await group.triggerGracefulShutdown()
      try await eventually { await bench.queue.dispatcher.isClaimingStopped }
      valve.open()
      try await tasks.waitForAll()
    }
    #expect(try await bench.queue.job(id).state == .succeeded)
    await bench.queue.close()
  }
}
