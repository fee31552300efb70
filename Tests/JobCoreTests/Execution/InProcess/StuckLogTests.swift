// What the log says of handlers that do not end when told to: each once, and a pool once for each change of what it can
// carry.

import Logging
import TestSupport
import Testing

@testable import JobCore

@Suite struct StuckLogTests {
  private struct Said: Equatable {
    let level: Logger.Level
    let message: String
    let job: Logger.MetadataValue?
    let pool: Logger.MetadataValue?
    let capacity: Logger.MetadataValue?

    init(_ line: NotedLine) {
      (level, message) = (line.level, line.message)
      job = line.metadata[LogKeys.jobID]
      pool = line.metadata[LogKeys.pool]
      capacity = line.metadata[LogKeys.capacity]
    }

    init(_ level: Logger.Level, _ message: String, _ job: JobID, _ pool: Logger.MetadataValue?, _ capacity: Int? = nil)
    {
      (self.level, self.message, self.pool) = (level, message, pool)
      self.job = "\(job)"
      self.capacity = capacity.map { "\($0)" }
    }
  }

  /// What was said of handlers and pools, in order.
  private func said(_ lines: Noted<[NotedLine]>) -> [Said] {
    lines.value.filter { $0.metadata[LogKeys.handler] == "block" && $0.level >= .notice }.map { Said($0) }
  }

  private func stuck(_ bench: EngineBench, _ executor: String) async throws -> JobID {
    let job = try await bench.finish(
      .handler("block", executor) {
        $0.timeoutMicros = 20_000
        $0.graceMicros = 0
      })
    #expect(job.reason == .stuck)
    return job.id
  }

  private let goesOn = "handler did not end when told to: it goes on, and its result is ignored"
  private let fewer = "pool carries fewer handlers: those that did not end hold its threads"
  private let ended = "handler that did not end when told to has ended"
  private let more = "pool carries more handlers again"

  private func run(_ valve: Valve, _ body: (EngineBench, Noted<[NotedLine]>) async throws -> Void) async throws {
    let lines = Noted<[NotedLine]>([])
    var handlers = HandlerRegistry.builtIn
    handlers.register("block") { context in
      await valve.hold(context)
      return nil
    }
    defer { valve.open() }
    try await EngineBench.run(
      handlers: handlers, logger: Logger(label: "test") { _ in NotingLogHandler(lines: lines) },
      { $0.pools = ["db": PoolSettings(threads: 1)] }, { bench in try await body(bench, lines) })
  }

  @Test func lostThreadsAndTheExhaustedPoolAreLoggedOnceEach() async throws {
    let valve = Valve()
    try await run(valve) { bench, lines in
      let first = try await stuck(bench, "db")
      // One thread in its place: the pool carries what it did.
      #expect(said(lines) == [Said(.warning, goesOn, first, "db")])
      let second = try await stuck(bench, "db")
      let warnings = [
        Said(.warning, goesOn, first, "db"), Said(.warning, goesOn, second, "db"),
        Said(.warning, fewer, second, "db", 0),
      ]
      #expect(said(lines) == warnings)
      #expect(lines.value.filter { $0.message == goesOn }.allSatisfy { $0.metadata[LogKeys.jobAttempt] == "1" })
      valve.open()
      try await eventually { said(lines).count >= 6 }
      let notices = said(lines).dropFirst(warnings.count)
      #expect(notices.allSatisfy { $0.level == .notice && $0.pool == "db" })
      let jobs = notices.filter { $0.message == ended }.compactMap(\.job?.description).sorted()
      #expect(jobs == ["\(first)", "\(second)"])
      #expect(notices.filter { $0.message == more }.map(\.capacity) == ["1"])
    }
  }

  @Test func taskThatIsGivenUpIsLoggedWithoutAPool() async throws {
    let valve = Valve()
    try await run(valve) { bench, lines in
      let id = try await stuck(bench, "async")
      #expect(said(lines) == [Said(.warning, goesOn, id, nil)])
      valve.open()
      try await eventually { said(lines).count == 2 }
      #expect(said(lines).last == Said(.notice, ended, id, nil))
    }
  }

  @Test func handlerThatEndsInTimeIsNotSpokenOf() async throws {
    let valve = Valve()
    valve.open()
    try await run(valve) { bench, lines async throws in
      for executor in ["db", "async"] {
        #expect(try await bench.finish(.handler("block", executor)).state == .succeeded)
      }
      #expect(said(lines).isEmpty)
    }
  }
}
