// What is due: as much of it as one transaction takes, and when the next of the rest is.

import TestSupport
import Testing

@testable import JobCore

@Suite struct DueTests {
  @Test func dueAndOverdueOnesGoOnAndTheNextMomentIsKnown() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let due = try await bench.insert(.noop { $0.start = .after(micros: 1_000) })
      let later = try await bench.insert(.noop { $0.start = .after(micros: 9_000) })
      let overdue = try await bench.insert(
        .noop {
          $0.holds = true
          $0.deadline = bench.now + 2_000
        })
      bench.now = bench.now + 5_000
      let now = bench.now
      let next = try await bench.writer.perform { context throws(StoreError) in
        try Due.promote(context)
        try Due.lookAhead(context)
        return context.ledger.times.nextDue
      }
      #expect(next == now + 4_000)
      #expect(try await bench.state(due) == .queued)
      #expect(try await bench.state(later) == .scheduled)
      #expect(try await bench.job(overdue).reason == .expired)
    }
  }

  @Test func whatIsTooMuchIsDueAtOnceAgain() async throws {
    try await StoreKind.brief.withStore { bench async throws in
      _ = try await bench.insert((0..<14).map { _ in .noop { $0.start = .after(micros: 1_000) } })
      bench.now = bench.now + 1_000
      let next = try await bench.writer.perform { context throws(StoreError) in
        try Due.promote(context)
        try Due.lookAhead(context)
        return context.ledger.times.nextDue
      }
      #expect(next == bench.now)
      let counts = try await bench.counts()
      #expect((counts[.queued] ?? 0) > 0 && (counts[.scheduled] ?? 0) > 0)
    }
  }

  @Test func oneThatCannotBeReadHoldsUpNoOther() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let ids = try await bench.insert((0..<3).map { _ in .noop { $0.start = .after(micros: 1_000) } }).map(\.id)
      try bench.makeUnreadable(ids[0])
      bench.now = bench.now + 1_000
      bench.store.promoteDue(now: bench.now)
      try await bench.settle()
      #expect(try await bench.store.states([ids[1], ids[2]]) == [ids[1]: .queued, ids[2]: .queued])
      #expect(try await bench.claim(3).map(\.id) == [ids[1], ids[2]])
    }
  }
}
