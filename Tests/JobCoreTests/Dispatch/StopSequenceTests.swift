// Stops that take too long, or are followed by harder ones: each hastens the end.

import TestSupport
import Testing

@testable import JobCore

@Suite struct StopSequenceTests {
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
}
