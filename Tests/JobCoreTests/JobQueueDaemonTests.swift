// The daemon as a whole: drained, resumed, and asked how it is.

import Logging
import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueDaemonTests {
  @Test func drainAndResumeHoldAndReleaseTheWork() async throws {
    try await EngineBench.run { bench async throws in
      let held = try await bench.submit(.shell("true") { $0.holds = true })
      await bench.queue.drain()
      await #expect(throws: SubmitError.shuttingDown) { _ = try await bench.submit(.noop()) }
      _ = try await bench.queue.release(held)
      try await bench.queue.ping()
      #expect(try await bench.queue.job(held).state == .queued)
      try await bench.queue.resume()
      #expect(try await bench.end(of: held).state == .succeeded)
    }
  }

  // MARK: Queues

  @Test func queueIsThereOnceItHasBeenNamed() async throws {
    try await EngineBench.run { bench async throws in
      let queue = bench.queue
      await #expect(throws: JobError.noSuchQueue("q")) { _ = try await queue.queue("q") }
      await #expect(throws: JobError.noSuchQueue("q")) { _ = try await queue.setQueuePaused("q", true) }
      await #expect(throws: JobError.noSuchQueue("q")) { _ = try await queue.setQueuePaused("q", false) }
      var change = QueueChange()
      change.slots = .set(3)
      #expect(try await queue.setQueue("q", change).settings.slots == 3)
      #expect(try await queue.queue("q").name == "q")
      #expect(try await queue.queues().contains { $0.name == "q" })
    }
  }

  @Test func settingsThatCannotBeChangeNothing() async throws {
    try await EngineBench.run { bench async throws in
      var change = QueueChange()
      change.slots = .set(-1)
      change.maxQueued = .set(0)
      await #expect { _ = try await bench.queue.setQueue("q", change) } throws: { error in
        if case .invalid(let faults) = error as? JobError {
          faults.map(\.field) == ["slots", "max_queued"]
        } else {
          false
        }
      }
      await #expect { _ = try await bench.queue.setQueue("..", QueueChange()) } throws: { error in
        if case .invalid(let faults) = error as? JobError { faults.map(\.field) == ["queue"] } else { false }
      }
      await #expect(throws: JobError.noSuchQueue("q")) { _ = try await bench.queue.queue("q") }
    }
  }

  @Test func pausedQueueStartsNothingUntilItGoesOn() async throws {
    try await EngineBench.run { bench async throws in
      let queue = bench.queue
      _ = try await queue.setQueue("q", QueueChange())
      #expect(try await queue.setQueuePaused("q", true).settings.isPaused)
      let id = try await bench.submit(.noop { $0.queue = "q" })
      _ = try await bench.finish(.noop())
      #expect(try await queue.job(id).state == .queued)
      #expect(try await !queue.setQueuePaused("q", false).settings.isPaused)
      #expect(try await bench.end(of: id).state == .succeeded)
    }
  }

  // MARK: The daemon

  @Test func infoCountsWhatIsThere() async throws {
    try await EngineBench.run { bench async throws in
      for name in ["a", "b"] {
        try await bench.submit(
          .noop {
            $0.queue = name
            $0.holds = true
          })
      }
      _ = try await bench.finish(.noop())
      let info = try await bench.queue.info()
      #expect(info.counts[.held] == 2 && info.counts[.succeeded] == 1 && info.counts[.failed] == 0)
      #expect(info.counts.count == JobState.allCases.count && info.queueCount == 3)
      #expect(info.slotsTotal == 8 && info.slotsUsed == 0 && !info.isDraining && !info.isStopping && info.waiters == 0)
      #expect(info.dataDirectory == bench.directory && info.durability == .relaxed && info.stuckHandlers == 0)
      try await bench.queue.checkReady()
    }
  }

  @Test func stopCannotBeUndone() async throws {
    let bench = try await EngineBench.open(try TemporaryDirectory())
    let queue = bench.queue
    async let ended: Void = queue.run()
    _ = try await queue.setQueue("q", QueueChange())
    let id = try await bench.submit(.shell("echo up; exec sleep 600"))
    try await bench.says(id, "up")
    queue.stop(.drain)
    try await eventually { await queue.drainStatus.isDraining }
    #expect(await queue.drainStatus.slotsUsed == 1)
    #expect(try await queue.info().isStopping)
    await #expect(throws: JobError.shuttingDown) { try await queue.resume() }
    // What is to go on would start nothing; what is to hold can.
    await #expect(throws: JobError.shuttingDown) { _ = try await queue.setQueuePaused("q", false) }
    #expect(try await queue.setQueuePaused("q", true).settings.isPaused)
    #expect(queue.runningAttempts.count == 1 && queue.runningAttempts[0].hasPrefix("job \(id) runs (start 1, pid "))
    queue.stop(.now)
    await ended
    await queue.close()
    await #expect(throws: JobError.store(.closed)) { try await queue.ping() }
    await #expect(throws: JobError.store(.closed)) { try await queue.checkReady() }
  }

  @Test(arguments: [([JobState.held, .blocked], Logger.Level.warning), ([.blocked], .notice), ([], nil)])
  func whatStaysBehindIsSaidAtTheEnd(_ states: [JobState], _ level: Logger.Level?) async throws {
    let lines = Noted<[NotedLine]>([])
    let logger = Logger(label: "test") { _ in NotingLogHandler(lines: lines) }
    let bench = try await EngineBench.open(try TemporaryDirectory(), logger: logger)
    for state in states {
      switch state {
      case .held: try await bench.submit(.noop { $0.holds = true })
      default:
        // It waits for one that is not due for a year.
        let parent = try await bench.submit(.noop { $0.start = .after(micros: 31_536_000_000_000) })
        try await bench.submit(.noop { $0.after = [Dependency(.job(parent))] })
      }
    }
    await bench.queue.sayWhatWaits()
    await bench.queue.close()
    let said = lines.value.filter { $0.message.hasPrefix("jobs stay behind") }
    #expect(said.map(\.level) == (level.map { [$0] } ?? []))
    if states.count == 2 { #expect(said[0].metadata[LogKeys.held] == "1" && said[0].metadata[LogKeys.blocked] == "1") }
  }
}
