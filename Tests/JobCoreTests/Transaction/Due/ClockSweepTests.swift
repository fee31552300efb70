// A clock that was set back: what is reckoned from a moment that has not been yet is reckoned from now, some rows at a
// time.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ClockSweepTests {
  @Test func pausesOfAllJobsAreCutHoweverManyThereAre() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let count = 2 * Limits.clockSweepMax + 10
      var ids: [JobID] = []
      while ids.count < count {
        ids += try await bench.insert((0..<min(250, count - ids.count)).map { _ in .noop { $0.retry = .attempts(2) } })
          .map(\.id)
      }
      var ended = 0
      while ended < count {
        let jobs = try await bench.claim(500)
        for job in jobs { try await bench.end(job, .exited(code: 1)) }
        ended += jobs.count
      }
      let paused = try await bench.job(ids[0])
      let pause = try #require(paused.runAt).micros(since: bench.now)
      bench.now = bench.now + -3_600_000_000
      try await bench.store.ping()
      let now = bench.now
      try await eventually("all pauses are cut") {
        let job = try await bench.job(ids[count - 1])
        return job.runAt == now + pause
      }
      #expect(try await bench.job(ids[0]).runAt == now + pause)
      #expect(try await bench.store.states([ids[5]]) == [ids[5]: .retrying])
    }
  }

  /// Nor is it looked at again and again.
  @Test func pauseThatCannotBeReadHoldsUpNoOther() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let ids = try await bench.insert((0..<3).map { _ in .noop { $0.retry = .attempts(2) } }).map(\.id)
      for job in try await bench.claim(3) { try await bench.end(job, .exited(code: 1)) }
      let pause = try #require(try await bench.job(ids[2]).runAt).micros(since: bench.now)
      try bench.makeUnreadable(ids[0])
      bench.now = bench.now + -3_600_000_000
      try await bench.store.ping()
      try await bench.settle()
      #expect(try await bench.job(ids[1]).runAt == bench.now + pause)
      #expect(try await bench.job(ids[2]).runAt == bench.now + pause)
    }
  }
}
