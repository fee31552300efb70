// What a handler can say and ask: causes, progress, checkpoints, snooze and discard. Facts 36 and 37 of the executors'
// reference.

import Logging
import TestSupport
import Testing

@testable import JobCore

@Suite struct JobContextTests {
  /// Runs one job of `handler` and returns it when it has ended.
  private func finish(
    _ handler: @escaping Handler, _ change: (inout NewJob) -> Void = { _ in },
    then body: (EngineBench, Job) async throws -> Void
  ) async throws {
    var handlers = HandlerRegistry.builtIn
    handlers.register("h", handler)
    try await EngineBench.run(handlers: handlers) { bench in
      try await body(bench, try await bench.finish(.handler("h", nil, change)))
    }
  }

  // Fact 36: a million reports, few of which are written; the last one is kept.
  @Test func aMillionReportsAreCheapAndTheLastIsKept() async throws {
    try await finish { context in
      for done in 1...1_000_000 { try context.progress(done: Int64(done), total: 1_000_000) }
      return nil
    } then: { bench, job in
      #expect(job.state == .succeeded)
      #expect(job.progress?.done == 1_000_000)
    }
  }

  @Test(arguments: [Double.nan, -0.1, 2, .infinity]) func badProgressThrows(_ fraction: Double) async throws {
    try await finish { context in
      try context.progress(0.5)
      try context.progress(fraction)
      return nil
    } then: { bench, job in
      #expect(job.state == .failed)
      #expect(job.progress?.fraction == 0.5)
    }
  }

  // Fact 37: the next attempt has what the one before it kept, flushed or not.
  @Test(arguments: [true, false]) func checkpointReachesTheNextAttempt(_ isFlushed: Bool) async throws {
    try await finish { context in
      if context.attempt == 2 { return context.lastCheckpoint }
      for byte in UInt8(ascii: "0")...UInt8(ascii: "9") { try context.checkpoint([byte]) }
      if isFlushed { try await context.flushCheckpoint() }
      throw HandlerError(code: "again", message: "")
    } _: {
      $0.retry.maxAttempts = 2
      $0.retry.initialMicros = 0
    } then: { bench, job in
      let result = try await bench.queue.result(job.id)
      #expect(result.bytes == Array("9".utf8))
    }
  }

  @Test func checkpointThatIsTooLargeThrowsAndTheEarlierStands() async throws {
    try await finish { context in
      if context.attempt == 2 { return context.lastCheckpoint }
      try context.checkpoint(Array("1".utf8))
      do throws(CheckpointError) {
        try context.checkpoint([UInt8](repeating: 0, count: Limits.checkpointBytesMax + 1))
      } catch {
        throw HandlerError(code: "large", message: "\(error)")
      }
      return nil
    } _: {
      $0.retry.maxAttempts = 2
      $0.retry.initialMicros = 0
    } then: { bench, job in
      let result = try await bench.queue.result(job.id)
      #expect(result.bytes == Array("1".utf8))
    }
  }

  @Test func snoozeCostsNoAttempt() async throws {
    try await finish { context in
      if context.snoozes < 3 { throw Snooze(for: .milliseconds(1)) }
      return Array("\(context.attempt)".utf8)
    } then: { bench, job in
      let result = try await bench.queue.result(job.id)
      #expect(result.bytes == Array("1".utf8))
      #expect(job.starts == 4)
    }
  }

  @Test func discardIsNotRetried() async throws {
    try await finish { _ in
      throw Discard("no such customer")
    } _: {
      $0.retry.maxAttempts = 5
      $0.retry.initialMicros = 0
    } then: { _, job in
      #expect(job.state == .failed)
      #expect(job.failure == JobFailure(code: "discarded", message: "no such customer"))
      #expect(job.attempt == 1)
    }
  }

  @Test(arguments: CancellationCause.allCases) func handlerSeesWhyItIsToStop(
    _ cause: CancellationCause
  ) async throws {
    let seen = AsyncStream<CancellationCause?>.makeStream()
    var handlers = HandlerRegistry.builtIn
    handlers.register("h") { context in
      seen.continuation.yield(context.cancellationCause)
      // Safe: a cancel ends it.
      try? await Task.sleep(for: .seconds(60))
      seen.continuation.yield(context.cancellationCause)
      try context.heartbeat()
      return nil
    }
    try await EngineBench.run(handlers: handlers) { bench in
      let id = try await bench.submit(.handler("h", nil) { if cause == .timeout { $0.timeoutMicros = 1_500_000 } })
      var causes = seen.stream.makeAsyncIterator()
      // A time limit may be over before the handler has looked.
      let first = await causes.next()
      if cause != .timeout { #expect(first == .some(nil)) }
      if cause == .user { _ = try await bench.queue.cancel(id) }
      if cause == .shutdown { bench.queue.stop(.cancel) }
      #expect(await causes.next() == cause)
    }
  }

  @Test func contextKnowsItsJob() async throws {
    let found = Noted<JobContext?>(nil)
    try await finish { context in
      found.change { $0 = JobContext.current }
      return nil
    } _: {
      $0.timeoutMicros = 60_000_000
      $0.name = "n"
    } then: { _, job in
      let context = try #require(found.value)
      #expect(context.id == job.id)
      #expect(context.name == "n")
      #expect(context.timeout == .seconds(60))
      #expect(context.deadline == job.startedAt?.advanced(byMicros: 60_000_000))
      #expect(context.executor == "async")
    }
  }

  // Whoever looks for a job in a log knows the keys.
  @Test func loggerSaysWhichJobItIs() async throws {
    let lines = Noted<[NotedLine]>([])
    var handlers = HandlerRegistry()
    handlers.register("h") { context in
      context.logger.info("hello", metadata: ["own": "1"])
      return nil
    }
    let scratch = try TemporaryDirectory()
    let queue = try await JobQueue.open(
      JobQueueConfig(dataDirectory: "\(scratch.path)/data", slots: 1), handlers: handlers,
      logger: Logger(label: "test") { _ in NotingLogHandler(lines: lines) })
    async let ended: Void = queue.run()
    guard case .created(let job) = try await queue.submit(.handler("h", nil) { $0.queue = "q" }) else {
      Issue.record("not created")
      return
    }
    _ = try await queue.wait(job.id, timeoutMicros: 60_000_000)
    queue.stop(.now)
    await ended
    await queue.close()
    let metadata = try #require(lines.value.first { $0.metadata["own"] == "1" }).metadata
    #expect(metadata[LogKeys.jobID] == "\(job.id)" && metadata[LogKeys.jobAttempt] == "1")
    #expect(metadata[LogKeys.queue] == "q" && metadata[LogKeys.handler] == "h")
    #expect(
      [LogKeys.jobID, LogKeys.jobAttempt, LogKeys.queue, LogKeys.handler] == [
        "job.id", "job.attempt", "queue", "handler",
      ])
  }
}
