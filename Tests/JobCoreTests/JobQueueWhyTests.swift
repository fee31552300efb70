// Why a job does not run: what the store knows, and what only the engine does.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueWhyTests {
  private func causes(_ bench: EngineBench, _ id: JobID) async throws -> [Blocker.Cause] {
    try await bench.queue.why(id).blockers.map(\.cause)
  }

  @Test func jobThatIsNotThereIsNotFound() async throws {
    try await EngineBench.run { bench async throws in
      await #expect(throws: JobError.notFound(JobID(99))) { _ = try await bench.queue.why(JobID(99)) }
    }
  }

  @Test func nothingIsInTheWayOfOneThatHasEnded() async throws {
    try await EngineBench.run { bench async throws in
      let done = try await bench.finish(.noop()).id
      let answer = try await bench.queue.why(done)
      #expect(answer.state == .succeeded && answer.blockers.isEmpty)
      let held = try await bench.submit(.noop { $0.holds = true })
      #expect(try await causes(bench, held) == [.held])
    }
  }

  @Test func drainedDaemonIsInTheWayOfWhatIsQueuedAlone() async throws {
    try await EngineBench.run { bench async throws in
      let held = try await bench.submit(.noop { $0.holds = true })
      let other = try await bench.submit(.noop { $0.holds = true })
      await bench.queue.drain()
      _ = try await bench.queue.release(held)
      #expect(try await causes(bench, held) == [.draining])
      #expect(try await causes(bench, other) == [.held])
      try await bench.queue.resume()
      #expect(try await bench.end(of: held).state == .succeeded)
    }
  }

  @Test func jobForRemoteWorkersWaitsForOneThatAsks() async throws {
    let clock = ManualClock()
    try await EngineBench.run(clock: clock) { bench async throws in
      let id = try await bench.submit(
        .noop {
          $0.executor = "remote"
          $0.queue = "q"
        })
      #expect(try await causes(bench, id) == [.noWorker(handler: "noop", queue: "q", since: nil)])
      // One that takes other jobs is none for this one.
      var request = ClaimRequest(claimedBy: "token:a")
      request.handlers = ["echo"]
      #expect(try await bench.queue.claim(request).isEmpty)
      #expect(try await causes(bench, id) == [.noWorker(handler: "noop", queue: "q", since: nil)])
      // One that has asked for such a job is told of, with when that was.
      request.handlers = ["noop"]
      request.queues = ["elsewhere"]
      #expect(try await bench.queue.claim(request).isEmpty)
      #expect(try await causes(bench, id) == [.noWorker(handler: "noop", queue: "q", since: nil)])
      request.queues = ["q"]
      #expect(try await bench.queue.claim(request).count == 1)
      let next = try await bench.submit(
        .noop {
          $0.executor = "remote"
          $0.queue = "q"
        })
      #expect(try await causes(bench, next) == [.noWorker(handler: "noop", queue: "q", since: .noon)])
    }
  }
}
