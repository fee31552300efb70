// The daemon as a whole: drained, resumed, and asked how it is.

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
}
