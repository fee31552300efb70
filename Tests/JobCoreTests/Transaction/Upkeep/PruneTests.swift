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
      #expect(try await bench.store.prune(now: bench.now, limit: 10).jobs.map(\.id) == [idle])
      #expect(bench.told.all.flatMap(\.unseenFailures) == [idle])
      #expect(try await bench.store.nextExpiry() == bench.now + StoreBench.keepForMicros)
      _ = try await bench.store.cancel(child, CancelOptions(), now: bench.now)
      bench.now = bench.now + Limits.pruneAgainMicros
      let removed = try await bench.store.prune(now: bench.now, limit: 10).jobs.map(\.id)
      #expect(Set(removed) == [held.id, parent, child])
    }
  }

  @Test func transactionThatHasDoneEnoughLeavesTheRest() async throws {
    try await StoreKind.brief.withStore { bench async throws in
      for _ in 0..<20 { _ = try await bench.put(in: .cancelled) }
      bench.now = bench.now + StoreBench.keepForMicros
      var counts: [Int] = []
      while let last = try await Optional(bench.store.prune(now: bench.now, limit: 20).jobs.count), last > 0 {
        counts.append(last)
      }
      #expect(counts.reduce(0, +) == 20 && counts.count > 2, "\(counts)")
    }
  }

  @Test func oneThatCannotBeReadIsLeftAndTheOthersGo() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (ill, other) = (try await bench.put(in: .succeeded), try await bench.put(in: .succeeded))
      try bench.makeUnreadable(ill)
      bench.now = bench.now + StoreBench.keepForMicros
      // It does not take the place of one that can go.
      #expect(try await bench.store.prune(now: bench.now, limit: 1).jobs.map(\.id) == [other])
      let rest = try await bench.store.prune(now: bench.now, limit: 1)
      #expect(rest.jobs.isEmpty && rest.isAll)
      // The next start tries it again.
      try bench.database?.execute("UPDATE job SET reason = NULL")
      try await bench.reopen()
      #expect(try await bench.store.prune(now: bench.now, limit: 10).jobs.map(\.id) == [ill])
    }
  }

  @Test func oneWhoseRemovalWouldBreakARuleIsLeftAndTheOthersGo() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (first, ill) = (try await bench.put(in: .succeeded), try await bench.put(in: .cancelled))
      let other = try await bench.put(in: .cancelled)
      try bench.database?.execute(
        """
        CREATE TABLE planted (number INTEGER CHECK (number > 0));
        CREATE TRIGGER breaks BEFORE DELETE ON job WHEN old.id = \(ill) BEGIN INSERT INTO planted VALUES (0); END
        """)
      bench.now = bench.now + StoreBench.keepForMicros
      let pruned = try await bench.store.prune(now: bench.now, limit: 10)
      #expect(pruned.jobs.map(\.id) == [first, other] && pruned.isAll)
    }
  }

  @Test func whoeverRemovesIsToldThatThereIsMore() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      for _ in 0..<3 { _ = try await bench.put(in: .cancelled) }
      bench.now = bench.now + StoreBench.keepForMicros
      let (some, rest) = (
        try await bench.store.prune(now: bench.now, limit: 2), try await bench.store.prune(now: bench.now, limit: 2)
      )
      #expect(some.jobs.count == 2 && !some.isAll)
      #expect(rest.jobs.count == 1 && rest.isAll)
    }
  }

  /// On a full disk, when output goes before its jobs.
  @Test func outputIsFoundPastOneThatCannotBeRead() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (ill, other) = (try await bench.put(in: .succeeded), try await bench.put(in: .succeeded))
      try bench.makeUnreadable(ill)
      bench.now = bench.now + StoreBench.keepForMicros
      let page = try await bench.store.expired(now: bench.now, after: nil, limit: 10)
      #expect(page.jobs.map(\.id) == [other])
      #expect(page.last?.job == other)
    }
  }
}
