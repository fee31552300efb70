// Jobs as Swift types: submitted, awaited alone and together, found again, and what does not fit fails by name.

import Foundation
import TestSupport
import Testing

@testable import JobCore

/// Adds one, in various ways.
private struct Increment: RunnableJob {
  static let handler = "increment"
  static let aliases = ["plus-one"]

  var number: Int
  var failure: String?

  func run(_ context: JobContext) async throws -> Int {
    if let failure { throw HandlerError(code: failure, message: "as asked") }
    return number + 1
  }
}

/// Waits until it is cancelled.
private struct Forever: RunnableJob {
  static let handler = "forever"

  func run(_ context: JobContext) async throws -> NoOutput {
    // Safe: a cancel ends it.
    try await Task.sleep(for: .seconds(600))
    return NoOutput()
  }
}

/// Makes more than is kept.
private struct Large: RunnableJob {
  static let handler = "large"

  func run(_ context: JobContext) async throws -> String {
    String(repeating: "x", count: Int(Limits.resultBytesMax))
  }
}

@Suite struct JobHandleTests {
  private static let handlers = {
    var handlers = HandlerRegistry.builtIn
    handlers.register(Increment.self, on: .thread, queue: "numbers", retry: .quick(3), timeout: .seconds(30))
    handlers.register(Forever.self)
    handlers.register(Large.self)
    return handlers
  }()

  private func run(_ body: (JobQueue) async throws -> Void) async throws {
    try await EngineBench.run(handlers: Self.handlers) { try await body($0.queue) }
  }

  @Test func valueIsWhatRunReturned() async throws {
    try await run { queue in
      let handle = try await queue.submit(Increment(number: 1)) { $0.priority = 3 }
      #expect(try await handle.value == 2)
      let job = try await handle.status
      #expect(job.queue == "numbers")
      #expect(job.priority == 3)
      let spec = try await queue.detail(job.id).spec
      #expect(spec.timeoutMicros == 30_000_000 && spec.retry == .quick(3) && job.maxAttempts == 3)
      #expect(try await queue.handle(handle.id, of: Increment.self).value == 2)
    }
  }

  @Test func oldNamesAreCarriedOut() async throws {
    try await EngineBench.run(handlers: Self.handlers) { bench in
      let job = try await bench.finish(.handler("plus-one", nil, payload: "{\"number\": 4}"))
      #expect(try await bench.queue.handle(job.id, of: Increment.self).value == 5)
    }
  }

  @Test(arguments: ["{}", "7", "{\"number\": \"x\"}", "{\"number\": 1e300}"])
  func payloadThatDoesNotFitFailsByName(_ payload: String) async throws {
    try await EngineBench.run(handlers: Self.handlers) { bench in
      let job = try await bench.finish(.handler("increment", nil, payload: payload))
      #expect(job.failure?.code == "payload")
    }
  }

  @Test func resultOverTheBoundFailsByName() async throws {
    try await run { queue in
      let handle = try await queue.submit(Large())
      let error = await #expect(throws: JobValueError.self) { _ = try await handle.value }
      guard case .failed(let job) = error else {
        Issue.record("\(error as Any)")
        return
      }
      #expect(job.state == .failed && job.reason == .error && job.failure?.code == "result_too_large")
    }
  }

  @Test func handlerThatIsNoLongerRegisteredFailsByName() async throws {
    let scratch = try TemporaryDirectory()
    let first = try await EngineBench.open(scratch, handlers: Self.handlers)
    let handle = try await first.queue.submit(Increment(number: 1))
    await first.queue.close()
    try await EngineBench.run(in: scratch) { bench in
      let ended = try await bench.end(of: handle.id)
      #expect(ended.failure?.code == "unknown_handler")
    }
  }

  @Test func cancelledWaitLeavesTheJobAlone() async throws {
    try await run { queue in
      let handle = try await queue.submit(Forever()) { $0.graceMicros = 60_000_000 }
      let error = try await withThrowingTaskGroup(of: JobValueError?.self) { group in
        group.addTask {
          do throws(JobValueError) {
            _ = try await handle.value
            return nil
          } catch {
            return error
          }
        }
        try await eventually { queue.bus.watchCount == 1 }
        group.cancelAll()
        return try await group.next()
      }
      #expect(error == .waitCancelled(handle.id))
      let running = try await handle.status
      #expect(!running.state.isTerminal)
      try await handle.cancel(reason: "enough")
      let second = await #expect(throws: JobValueError.self) { _ = try await handle.value }
      guard case .cancelled = second else {
        Issue.record("\(second as Any)")
        return
      }
    }
  }

  @Test func gatherKeepsTheOrderAndReportsTheFirstFailure() async throws {
    try await run { queue in
      var handles: [JobHandle<Int>] = []
      for number in 0..<20 { handles.append(try await queue.submit(Increment(number: number))) }
      #expect(try await queue.gather(handles) == Array(1...20))
      #expect(try await queue.gather([JobHandle<Int>]()).isEmpty)
      let bad = try await queue.submit(Increment(number: 0, failure: "bad"))
      let error = await #expect(throws: JobValueError.self) { _ = try await queue.gather(handles + [bad]) }
      guard case .failed(let job) = error else {
        Issue.record("\(error as Any)")
        return
      }
      #expect(job.failure?.code == "bad")
    }
  }

  @Test func waitSaysWhatIsDoneAndWhatIsPending() async throws {
    try await run { queue in
      let quick = try await queue.submit(Increment(number: 1)) { $0.queue = "a" }
      _ = try await quick.value
      let slow = try await queue.submit(Increment(number: 1)) { $0.holds = true }
      let (done, pending) = try await queue.wait([slow, quick], until: .first)
      #expect(done.map(\.id) == [quick.id])
      #expect(pending.map(\.id) == [slow.id])
      let later = try await queue.wait([slow], timeout: .zero)
      #expect(later.pending.map(\.id) == [slow.id])
    }
  }

  @Test func scopeLeftNormallyWaitsForItsJobs() async throws {
    try await run { queue in
      let handles = try await queue.withBatch { batch in
        [try await batch.submit(Increment(number: 1)), try await batch.submit(Increment(number: 2))]
      }
      for handle in handles {
        let job = try await handle.status
        #expect(job.state == .succeeded)
      }
    }
  }

  private struct Oops: Error {}

  @Test func scopeLeftByAnErrorCancelsItsJobsAndWaits() async throws {
    try await run { queue in
      var handle: JobHandle<NoOutput>?
      await #expect(throws: Oops.self) {
        try await queue.withBatch { batch in
          handle = try await batch.submit(Forever())
          throw Oops()
        }
      }
      let job = try await handle?.status
      #expect(job?.state == .cancelled)
    }
  }

  @Test func scopeOfACancelledTaskCancelsItsJobs() async throws {
    try await run { queue in
      let ids = AsyncStream<JobID>.makeStream()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await queue.withBatch { batch async throws -> Void in
            ids.continuation.yield(try await batch.submit(Forever()).id)
          }
        }
        var iterator = ids.stream.makeAsyncIterator()
        let id = try #require(await iterator.next())
        try await eventually { try await queue.job(id).state == .running }
        group.cancelAll()
        await #expect(throws: CancellationError.self) { try await group.waitForAll() }
        #expect(try await queue.job(id).state == .cancelled)
      }
    }
  }

  @Test func firstFailureEndsAScopeThatFailsFast() async throws {
    try await run { queue in
      await #expect(throws: JobValueError.self) {
        try await queue.withBatch(failFast: true) { batch in
          _ = try await batch.submit(Forever())
          _ = try await batch.submit(Increment(number: 1, failure: "bad"))
        }
      }
    }
  }

  @Test(arguments: ["increment", "plus-one", "sleep"]) func nameThatIsTakenTwiceKeepsTheQueueFromOpening(
    _ name: String
  ) async throws {
    var handlers = Self.handlers
    handlers.register(name) { _ in nil }
    let scratch = try TemporaryDirectory()
    await #expect(throws: OpenError.handlerRegisteredTwice(name: name)) {
      _ = try await EngineBench.open(scratch, handlers: handlers)
    }
    #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/data"))
    // The other way round, an alias that takes a name.
    var reversed = HandlerRegistry()
    reversed.register("plus-one") { _ in nil }
    reversed.register(Increment.self)
    await #expect(throws: OpenError.handlerRegisteredTwice(name: "plus-one")) {
      _ = try await EngineBench.open(scratch, handlers: reversed)
    }
  }

  @Test func poolThatIsNotConfiguredKeepsTheQueueFromOpening() async throws {
    var handlers = HandlerRegistry.builtIn
    handlers.register(Increment.self, on: .thread("db"))
    let scratch = try TemporaryDirectory()
    await #expect(throws: OpenError.self) { _ = try await EngineBench.open(scratch, handlers: handlers) }
  }
}
