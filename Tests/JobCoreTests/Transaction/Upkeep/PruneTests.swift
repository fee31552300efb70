// Which jobs go when their time has passed, and when the others are looked at again.

import TestSupport
import Testing

@testable import JobCore

@Suite struct PruneTests {
  @Test func whatIsStillNeededIsLookedAtAgain() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let held = try await bench.start(
        .noop { $0.unique = UniqueRule(key: "k", forMicros: 2 * StoreBench.keepForMicros) })
      try await bench.end(held, .exited(code: 0))
      let parent = try await bench.put(in: .succeeded)
      let child = try await bench.follow([parent]) { $0.holds = true }
      let idle = try await bench.put(in: .failed)
      bench.now = bench.now + StoreBench.keepForMicros
      bench.told.clear()
      #expect(try await bench.store.prune(now: bench.now, limit: 10).map(\.id) == [idle])
      #expect(bench.told.all.flatMap(\.unseenFailures) == [idle])
      #expect(try await bench.store.nextExpiry() == bench.now + StoreBench.keepForMicros)
      _ = try await bench.store.cancel(child, CancelOptions(), now: bench.now)
      bench.now = bench.now + Limits.pruneAgainMicros
      let removed = try await bench.store.prune(now: bench.now, limit: 10).map(\.id)
      #expect(Set(removed) == [held.id, parent, child])
    }
  }

  @Test func transactionThatHasDoneEnoughLeavesTheRest() async throws {
    try await StoreKind.brief.withStore { bench async throws in
      for _ in 0..<20 { _ = try await bench.put(in: .cancelled) }
      bench.now = bench.now + StoreBench.keepForMicros
      var counts: [Int] = []
      while let last = try await Optional(bench.store.prune(now: bench.now, limit: 20).count), last > 0 {
        counts.append(last)
      }
      #expect(counts.reduce(0, +) == 20 && counts.count > 2, "\(counts)")
    }
  }
}
