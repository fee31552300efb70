// A queue from its start to its stop: what runs is finished or given back, and whoever waits is answered.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueTests {
  /// The instances of inotify alone are 128 for all programs of a user.
  @Test func queueThatIsClosedGoesWithAllItHolds() async throws {
    weak var queue: JobQueue?
    weak var store: SQLiteStore?
    weak var watch: LogWatch?
    weak var writer: GroupCommit?
    let scratch = try TemporaryDirectory()
    try await EngineBench.runUntilStopped(in: scratch) { bench async throws in
      (queue, store, writer, watch) = (bench.queue, bench.queue.store, bench.queue.store.writer, bench.queue.watch)
      let later = try await bench.submit(.shell("true") { $0.start = .after(micros: 3_600_000_000) })
      #expect(try await bench.finish(.shell("echo said")).state == .succeeded)
      #expect(try await bench.queue.job(later).state == .scheduled)
      bench.queue.stop(.now)
    }
    try await eventually("what a queue held is there after it") {
      queue == nil && store == nil && writer == nil && watch == nil
    }
  }

  @Test func drainLetsWhatRunsFinishAndKeepsTheRest() async throws {
    let scratch = try TemporaryDirectory()
    let go = "\(scratch.path)/go"
    try await EngineBench.runUntilStopped(in: scratch) { bench async throws in
      let id = try await bench.submit(.shell("echo up; until [ -e \(go) ]; do sleep 0.01; done"))
      let later = try await bench.submit(.shell("true") { $0.start = .after(micros: 3_600_000_000) })
      try await bench.says(id, "up")
      bench.queue.stop(.drain)
      await #expect(throws: SubmitError.shuttingDown) { _ = try await bench.submit(.noop()) }
      try Data().write(to: URL(filePath: go))
      #expect(try await bench.end(of: id).state == .succeeded)
      #expect(try await bench.queue.job(later).state == .scheduled)
    }
  }

  @Test(arguments: [StopMode.cancel, .now]) func interruptedAttemptGoesBackAndRunsAgain(_ mode: StopMode) async throws {
    let scratch = try TemporaryDirectory()
    let go = "\(scratch.path)/go"
    let script = "echo up; until [ -e \(go) ]; do sleep 0.01; done"
    try await EngineBench.runUntilStopped(in: scratch) { bench async throws in
      let id = try await bench.submit(.shell(script))
      let shielded = try await bench.submit(.shell(script) { $0.isShielded = true })
      for id in [id, shielded] { try await bench.says(id, "up") }
      bench.queue.stop(mode)
    }
    try Data().write(to: URL(filePath: go))
    try await EngineBench.run(in: scratch) { bench async throws in
      for id in [JobID(1), JobID(2)] {
        let job = try await bench.end(of: id)
        #expect(job.state == .succeeded && job.attempt == 1 && job.starts == 2)
        #expect(try await bench.queue.detail(id).attempts.map(\.outcome) == [.interrupted, .succeeded])
      }
    }
  }

  @Test func waiterIsAnsweredWhenTheEngineStops() async throws {
    let scratch = try TemporaryDirectory()
    let begun = ContinuousClock.now
    try await EngineBench.runUntilStopped(in: scratch) { bench async throws in
      let id = try await bench.submit(.noop { $0.holds = true })
      let queue = bench.queue
      async let one = queue.wait(id, timeoutMicros: 120_000_000)
      async let many = queue.wait(for: .jobs([id]), until: .all, timeoutMicros: 120_000_000)
      try await eventually { try await queue.info().waiters == 2 }
      queue.stop(.cancel)
      #expect(try await one.state == .held)
      #expect(try await many.pending == [id])
    }
    #expect(ContinuousClock.now - begun < .seconds(60), "the waiter was left waiting for its time to be up")
  }
}
