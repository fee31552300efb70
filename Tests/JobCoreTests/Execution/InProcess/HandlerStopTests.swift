// Handlers of this process that hear of a cancel: what they say in spite of it, and that the tasks they have started hear
// of it too.

import TestSupport
import Testing

@testable import JobCore

@Suite struct HandlerStopTests {
  /// A task beside others, and a thread.
  private static let executors: [String?] = [nil, "thread"]

  private func run(
    _ handler: @escaping Handler, _ body: (EngineBench) async throws -> Void
  ) async throws {
    var handlers = HandlerRegistry.builtIn
    handlers.register("h", handler)
    try await EngineBench.run(handlers: handlers, { $0.graceMicros = 60_000_000 }, body)
  }

  @Test(arguments: executors) func errorInSpiteOfACancelIsThatErrorAndIsNotRetried(_ executor: String?) async throws {
    let begun = Noted(0)
    try await run { _ in
      begun.change { $0 += 1 }
      // Safe: a cancel ends it.
      do { try await Task.sleep(for: .seconds(600)) } catch {}
      throw HandlerError(code: "cleanup", message: "it would not close")
    } _: { bench in
      let id = try await bench.submit(.handler("h", executor) { $0.retry = .quick(3) })
      try await eventually { begun.value == 1 }
      _ = try await bench.queue.cancel(id)
      let job = try await bench.end(of: id)
      #expect(job.state == .failed && job.reason == .error && job.attempt == 1 && job.isCancelRequested)
      #expect(job.failure == JobFailure(code: "cleanup", message: "it would not close"))
      #expect(begun.value == 1)
    }
  }

  private struct Family: Sendable {
    /// The jobs that the children saw themselves in.
    var jobs: [JobID?] = []
    var cancelled = 0
  }

  @Test(arguments: executors) func cancelReachesTheChildrenOfAHandler(_ executor: String?) async throws {
    let family = Noted(Family())
    try await run { _ in
      await withTaskGroup { group in
        for _ in 0..<3 {
          group.addTask {
            family.change { $0.jobs.append(JobContext.current?.id) }
            // Safe: a cancel ends it.
            do { try await Task.sleep(for: .seconds(600)) } catch { family.change { $0.cancelled += 1 } }
          }
        }
      }
      try Task.checkCancellation()
      return nil
    } _: { bench in
      let id = try await bench.submit(.handler("h", executor))
      try await eventually { family.value.jobs.count == 3 }
      _ = try await bench.queue.cancel(id)
      let job = try await bench.end(of: id)
      #expect(job.state == .cancelled && job.reason == .cancel)
      #expect(family.value.jobs == [id, id, id] && family.value.cancelled == 3)
    }
  }

  @Test(arguments: executors) func errorOfAChildFailsTheJobAndCancelsItsSiblings(_ executor: String?) async throws {
    let family = Noted(Family())
    try await run { _ in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<2 {
          group.addTask {
            family.change { $0.jobs.append(JobContext.current?.id) }
            // Safe: a cancel ends it.
            do { try await Task.sleep(for: .seconds(600)) } catch { family.change { $0.cancelled += 1 } }
          }
        }
        group.addTask { throw HandlerError(code: "child", message: "of one among three") }
        // Unlike `waitForAll`, which lets the others go on.
        while try await group.next() != nil {}
      }
      return nil
    } _: { bench in
      let job = try await bench.finish(.handler("h", executor))
      #expect(job.state == .failed && job.reason == .error)
      #expect(job.failure == JobFailure(code: "child", message: "of one among three"))
      #expect(family.value.jobs == [job.id, job.id] && family.value.cancelled == 2)
    }
  }

  @Test(arguments: executors) func resultOfAHundredMegabytesFailsItsJobAndNoOther(_ executor: String?) async throws {
    try await run { context in
      context.payload == nil ? [UInt8](repeating: 0x31, count: 100 << 20) : Array("1".utf8)
    } _: { bench in
      let large = try await bench.finish(.handler("h", executor))
      #expect(large.state == .failed && large.reason == .error && large.failure?.code == "result_too_large")
      #expect(large.failure?.message.contains("\(100 << 20) bytes") == true && !large.hasResult)
      let next = try await bench.finish(.handler("h", executor, payload: "1"))
      #expect(next.state == .succeeded)
      #expect(try await bench.queue.result(next.id).bytes == Array("1".utf8))
    }
  }
}
