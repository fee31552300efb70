// How often what time does asks the rows: by what is due, never by how much of it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct DueCallTests {
  @Test func delayedJobsBecomeReady() async throws {
    try await expectSameCalls { bench, count in
      try await bench.insert(count) { job, _ in job.start = .after(micros: 1_000_000) }
      bench.bench.now = bench.bench.now + 2_000_000
      let calls = try await bench.promoteDue().calls
      #expect(try await bench.bench.counts() == [.queued: count])
      return calls
    }
  }

  @Test func jobsExpire() async throws {
    try await expectSameCalls { bench, count in
      let ids = try await bench.insert(count) { job, index in
        job.deadline = bench.bench.now + 1_000_000
        job.unique = UniqueRule(key: "k\(index)")
        job.callbacks = [Callback(.command(["true"]))]
      }
      try await bench.insert(count) { $0.after = [Dependency(.job(ids[$1]), on: .any)] }
      bench.bench.now = bench.bench.now + 2_000_000
      let calls = try await bench.promoteDue().calls
      #expect(try await bench.bench.counts() == [.failed: count, .queued: count])
      return calls
    }
  }

  /// Those that wait for others which expire with them.
  @Test func followUpsExpire() async throws {
    try await expectSameCalls(many: Limits.promoteBatchMax / 2) { bench, count in
      try await bench.insert(count) { job, _ in
        job.holds = true
        job.deadline = bench.bench.now + 1_000_000
        job.then = [FollowUp(.noop { $0.deadline = bench.bench.now + 1_500_000 })]
      }
      bench.bench.now = bench.bench.now + 2_000_000
      let calls = try await bench.promoteDue().calls
      #expect(try await bench.bench.counts() == [.failed: count, .skipped: count])
      return calls
    }
  }

  /// A few calls for each: a schedule is looked at, fires and moves on by itself. See the bound of a transaction,
  /// `Limits.scheduleFireBatchMax`.
  @Test func schedulesFire() async throws {
    let bench = try CallBench()
    let count = 10
    _ = try await bench.together(count) { store, now, index in
      try await store.setSchedule("s\(index)", NewSchedule(.every(micros: 60_000_000), job: .noop()), now: now)
    }
    bench.bench.now = bench.bench.now + 60_000_000
    let calls = try await bench.promoteDue().calls
    #expect(try await bench.bench.counts() == [.queued: count])
    #expect(calls.count <= 12 + 8 * count)
    await bench.bench.store.close()
  }

  /// The clock was set back: what is reckoned from it is looked through, a page in each transaction.
  @Test func theClockIsSetBack() async throws {
    var counts: [Int] = []
    for count in [10, Limits.clockSweepMax] {
      let bench = try CallBench()
      _ = try await bench.end(
        bench.start(count) { job, _ in job.retry = .attempts(3, pauseMicros: 60_000_000) },
        .threw(JobFailure(code: "no", message: "no")))
      bench.bench.now = bench.bench.now - 30_000_000
      let group = try await bench.together(1) { store, _, _ in try await store.ping() }
      counts.append(group.later.joined().count)
      await bench.bench.store.close()
    }
    #expect(counts[0] > 0)
    // One look more says that there is no other page.
    #expect(counts[1] <= counts[0] + 2)
  }
}
