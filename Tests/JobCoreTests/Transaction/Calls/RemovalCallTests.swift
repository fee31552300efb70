// How often what is forgotten and what is recovered asks the rows: by pages, never by how much is on them.

import TestSupport
import Testing

@testable import JobCore

@Suite struct RemovalCallTests {
  private func prune(_ bench: CallBench, removing count: Int) async throws -> [String] {
    bench.bench.now = bench.bench.now + 2 * StoreBench.keepForMicros
    let group = try await bench.together(1) { store, now, _ in try await store.prune(now: now, limit: 1_000) }
    #expect(group.values[0].jobs.count == count)
    return group.calls
  }

  @Test func expiredJobs() async throws {
    try await expectSameCalls { bench, count in
      _ = try await bench.end(count)
      return try await prune(bench, removing: count)
    }
  }

  @Test func expiredJobsWithKeysAndCallbacks() async throws {
    try await expectSameCalls { bench, count in
      _ = try await bench.end(count) { job, index in
        job.unique = UniqueRule(key: "k\(index)")
        job.callbacks = [Callback(.command(["true"]), on: .failure)]
      }
      return try await prune(bench, removing: count)
    }
  }

  @Test func expiredMembersWithTheirBatches() async throws {
    try await expectSameCalls { bench, count in
      _ = try await bench.makeWholeBatches(count)
      _ = try await bench.end(bench.bench.claim(count))
      bench.forgetBatches()
      return try await prune(bench, removing: count)
    }
  }

  @Test func expiredJobsWithFollowUps() async throws {
    try await expectSameCalls { bench, count in
      _ = try await bench.end(bench.start(count) { job, _ in job.then = [FollowUp(.noop())] })
      _ = try await bench.end(bench.bench.claim(count))
      return try await prune(bench, removing: 2 * count)
    }
  }

  /// Those that nobody has joined.
  @Test func expiredBatches() async throws {
    try await expectSameCalls { bench, count in
      try await bench.makeBatches(count)
      return try await prune(bench, removing: 0)
    }
  }

  /// What an earlier boot left running is read in pages of `Limits.edgesPage`, and ends as any attempt does.
  @Test func lostAttempts() async throws {
    for count in [1, 10, 500] {
      let bench = try CallBench()
      _ = try await bench.start(count)
      try await bench.reopen()
      let group = try await bench.together(1) { store, _, _ in try await store.lostAttempts() }
      #expect(group.values[0].count == count)
      #expect(group.calls.count <= 2 + 2 * (1 + count / Limits.edgesPage))
      await bench.bench.store.close()
    }
  }
}
