// The end of an engine and the start of the next: nothing is lost, nothing runs twice, nothing stays behind.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct RecoveryTests {
  /// Runs an engine until `stop` has ended it; it is closed when this returns.
  private func run(
    in scratch: TemporaryDirectory, drainMicros: Int64 = 60_000_000, _ body: (EngineBench) async throws -> Void
  ) async throws {
    let bench = try await EngineBench.open(scratch) { $0.drainMicros = drainMicros }
    let queue = bench.queue
    async let ended: Void = queue.run()
    try await body(bench)
    await ended
    await queue.close()
  }

  @Test func drainLetsWhatRunsFinishAndKeepsTheRest() async throws {
    let scratch = try TemporaryDirectory()
    let go = "\(scratch.path)/go"
    try await run(in: scratch) { bench async throws in
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
    try await run(in: scratch) { bench async throws in
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

  @Test func drainThatTakesTooLongCancels() async throws {
    let scratch = try TemporaryDirectory()
    try await run(in: scratch, drainMicros: 50_000) { bench async throws in
      let id = try await bench.submit(.shell("trap '' TERM; echo up; while :; do sleep 0.02; done"))
      try await bench.says(id, "up")
      bench.queue.stop(.drain)
    }
    let bench = try await EngineBench.open(scratch)
    #expect(try await bench.queue.job(JobID(1)).state == .queued)
    await bench.queue.close()
  }

  @Test func strongerStopHastensAWeakerOne() async throws {
    let scratch = try TemporaryDirectory()
    try await run(in: scratch) { bench async throws in
      let id = try await bench.submit(
        .shell("trap '' TERM; echo up; while :; do sleep 0.02; done") {
          $0.graceMicros = 300_000_000
        })
      try await bench.says(id, "up")
      bench.queue.stop(.drain)
      bench.queue.stop(.cancel)
      bench.queue.stop(.now)
    }
  }

  @Test func waiterIsAnsweredWhenTheEngineStops() async throws {
    let scratch = try TemporaryDirectory()
    let begun = ContinuousClock.now
    try await run(in: scratch) { bench async throws in
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

  @Test func processOfAnEarlierBootIsKilledAndDecided() async throws {
    let scratch = try TemporaryDirectory()
    let data = "\(scratch.path)/data"
    var children: [Process] = []
    do {
      // An engine that died: rows that say running, processes that carry their marks, nobody who waits for them.
      let directory = try DataDirectory(path: data)
      var options = StoreKind.options(data, now: SystemClock())
      options.machineBoot = ProcessClock.machineBoot()
      let store = try SQLiteStore.open(options, logger: .silent) { _ in }
      // The clock has been set back by an hour since.
      let then = SystemClock().now() + 3_600_000_000
      for rule in [RetryRule(), .attempts(2)] {
        let job = NewJob.shell("exit 0").with { $0.retry = rule }
        guard case .created(let jobs, _) = try await store.insert([job], idempotency: nil, now: then) else { return }
        let claimed = try #require(try await store.claim(limit: 1, now: then).first)
        #expect(claimed.id == jobs[0].id)
        let mark = ChildEnvironment.mark(store: store.mark, claimed.fence)
        let child = try Self.sleeper([ChildEnvironment.markName: mark])
        children.append(child)
      }
      await store.close()
      directory.unlock()
    }
    let bystander = try Self.sleeper([:])
    defer { kill(bystander.processIdentifier, SIGKILL) }
    try await EngineBench.run(in: scratch) { bench async throws in
      for child in children { try await eventually("an orphan lives on") { !child.isRunning } }
      #expect(bystander.isRunning)
      let lost = try await bench.end(of: JobID(1))
      #expect(lost.state == .failed && lost.reason == .lost)
      #expect(try #require(lost.finishedAt) >= #require(lost.startedAt))
      let retried = try await bench.end(of: JobID(2))
      #expect(retried.state == .succeeded && retried.attempt == 2)
      #expect(try await bench.queue.detail(JobID(2)).attempts.map(\.outcome) == [.lost, .succeeded])
    }
  }

  /// A process that stays, and holds on to nothing of the test.
  private static func sleeper(_ environment: [String: String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sleep")
    process.arguments = ["300"]
    process.environment = environment
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }
}
