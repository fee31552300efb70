// Jobs as Swift types: submitted, awaited alone and together, found again, and what does not fit fails by name.

import Foundation
import TestSupport
import Testing

@testable import JobCore

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
}
