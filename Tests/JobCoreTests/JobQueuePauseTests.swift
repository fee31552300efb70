// Pauses of a queue with real processes: what stands still, and what goes on nevertheless.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueuePauseTests {
  private static let counts = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done"

  private func running() -> PauseOptions {
    var options = PauseOptions()
    options.stopsRunning = true
    return options
  }

  /// Returns once nothing has been written between two looks with something else done between them.
  private func standsStill(_ id: JobID, _ bench: EngineBench) async throws {
    var last = ""
    try await eventually {
      let now = try await bench.output(id)
      defer { last = now }
      _ = try await bench.finish(.shell("sleep 0.05") { $0.queue = "other" })
      return now == last
    }
  }

  private func grows(_ id: JobID, _ bench: EngineBench) async throws {
    let before = try await bench.output(id).count
    try await eventually { try await bench.output(id).count > before }
  }

  @Test func pausedCommandWritesNothingAndGoesOnWhenItIsResumed() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(.shell(Self.counts))
      try await bench.says(id, "3")
      #expect(try await bench.queue.pause(jobs: [id, id], stopsRunning: true).done == [id])
      try await standsStill(id, bench)
      let job = try await bench.queue.job(id)
      #expect(job.isPaused && job.state == .running)
      #expect(try await bench.queue.resume(jobs: [id]).done == [id])
      try await grows(id, bench)
      _ = try await bench.queue.cancel(id)
      #expect(try await bench.end(of: id).state == .cancelled)
    }
  }

  @Test func timeoutWaitsWhileItsCommandStandsStill() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(.shell("echo up; exec sleep 300") { $0.timeoutMicros = 1_500_000 })
      try await bench.says(id, "up")
      #expect(try await bench.queue.pause(jobs: [id], stopsRunning: true).done == [id])
      // One that began later, and has as much time, ends before it.
      let other = try await bench.finish(.shell("exec sleep 300") { $0.timeoutMicros = 1_600_000 })
      #expect(other.reason == .timeout)
      #expect(try await bench.queue.job(id).state == .running)
      _ = try await bench.queue.resume(jobs: [id])
      #expect(try await bench.end(of: id).reason == .timeout)
    }
  }

  @Test func pausedCommandIsCancelled() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(
        .shell("trap 'exit 9' TERM; echo up; while :; do sleep 0.02; done") { $0.graceMicros = 600_000_000 })
      try await bench.says(id, "up")
      #expect(try await bench.queue.pause(running()).done == [id])
      _ = try await bench.queue.cancel(id)
      let job = try await bench.end(of: id)
      // Its own end stands, as without a pause.
      #expect(job.state == .failed && job.exitCode == 9 && !job.isPaused)
    }
  }

  @Test func nothingStartsUntilEverythingGoesOn() async throws {
    try await EngineBench.run { bench async throws in
      #expect(try await bench.queue.pause() == PauseResult())
      let id = try await bench.submit(.noop())
      try await bench.queue.ping()
      #expect(try await bench.queue.job(id).state == .queued)
      #expect(try await bench.queue.info().pause != nil)
      try await bench.queue.resume()
      #expect(try await bench.end(of: id).state == .succeeded)
      #expect(try await bench.queue.info().pause == nil)
    }
  }

  @Test func pauseThatIsForATimeEndsByItself() async throws {
    try await EngineBench.run { bench async throws in
      var options = running()
      options.forMicros = 200_000
      let id = try await bench.submit(.shell(Self.counts) { $0.queue = "q" })
      try await bench.says(id, "3")
      #expect(try await bench.queue.pause(queues: ["q"], options).done == [id])
      try await eventually { try await !bench.queue.job(id).isPaused }
      try await grows(id, bench)
      _ = try await bench.queue.cancel(id)
      _ = try await bench.end(of: id)
    }
  }

  @Test func pauseIsChecked() async throws {
    try await EngineBench.run { bench async throws in
      var options = PauseOptions()
      options.forMicros = 0
      await #expect(throws: JobError.self) { _ = try await bench.queue.pause(options) }
      await #expect(throws: JobError.noSuchQueue("q")) { _ = try await bench.queue.pause(queues: ["default", "q"]) }
      #expect(try await bench.queue.queues().allSatisfy { !$0.settings.isPaused })
      let many = (1...Limits.pausedTogetherMax + 1).map { JobID(Int64($0)) }
      await #expect(throws: JobError.self) { _ = try await bench.queue.pause(jobs: many) }
      #expect(try await bench.queue.info().pause == nil)
    }
  }
}
