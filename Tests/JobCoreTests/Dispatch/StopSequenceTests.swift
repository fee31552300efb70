// Stops that take too long, or are followed by harder ones: each hastens the end.

import TestSupport
import Testing

@testable import JobCore

@Suite struct StopSequenceTests {
  @Test func drainThatTakesTooLongCancels() async throws {
    let scratch = try TemporaryDirectory()
    try await EngineBench.runUntilStopped(in: scratch, drainMicros: 50_000) { bench async throws in
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
    try await EngineBench.runUntilStopped(in: scratch) { bench async throws in
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
