// What every store does with time: due jobs become ready, never early; overdue ones end; the next moment is told.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceDueTests {
  @Test(arguments: StoreKind.all) func jobIsNotPromotedBeforeItsTime(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert(.noop { $0.start = .after(micros: 100) })
      bench.store.promoteDue(now: bench.now + 99)
      #expect(try await bench.claim().isEmpty)
      #expect(try await bench.state(id) == .scheduled)
      bench.store.promoteDue(now: bench.now + 100)
      #expect(try await bench.claim().map(\.id) == [id])
    }
  }

  @Test(arguments: StoreKind.all) func claimTakesWhatHasBecomeDueMeanwhile(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert(.noop { $0.start = .after(micros: 100) })
      bench.now = bench.now + 100
      #expect(try await bench.claim().map(\.id) == [id])
    }
  }

  @Test(arguments: StoreKind.all) func nextDueTimeIsToldWheneverItChanges(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let late = try await bench.insert(.noop { $0.start = .after(micros: 900) })
      #expect(bench.told.nextDue == bench.now + 900)
      let early = try await bench.insert(.noop { $0.start = .after(micros: 100) })
      #expect(bench.told.nextDue == bench.now + 100)
      _ = try await bench.store.cancel(early, CancelOptions(), now: bench.now)
      #expect(bench.told.nextDue == bench.now + 900)
      var patch = JobPatch()
      patch.start = .after(micros: 300)
      _ = try await bench.store.update(late, patch, now: bench.now)
      #expect(bench.told.nextDue == bench.now + 300)
      patch = JobPatch()
      patch.deadline = .set(bench.now + 200)
      _ = try await bench.store.update(late, patch, now: bench.now)
      #expect(bench.told.nextDue == bench.now + 200)
      _ = try await bench.store.cancel(late, CancelOptions(), now: bench.now)
      #expect(bench.told.nextDue == nil)
    }
  }

  @Test(arguments: StoreKind.all) func nextDueTimeIsToldAgainAfterReopening(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let due = bench.now + 5_000
      try await bench.insert(.noop { $0.start = .at(due) })
      bench.told.clear()
      try await bench.reopen()
      bench.store.promoteDue(now: bench.now)
      try await bench.store.ping()
      #expect(bench.told.nextDue == due)
    }
  }

  @Test(arguments: StoreKind.all) func clockThatWentBackPromotesNothing(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert(.noop { $0.start = .after(micros: 100) })
      bench.store.promoteDue(now: bench.now - 1_000_000)
      bench.now = bench.now - 1_000_000
      #expect(try await bench.claim().isEmpty)
      #expect(try await bench.state(id) == .scheduled)
    }
  }

  @Test(arguments: StoreKind.all) func deadlineEndsWhatHasNotStarted(_ kind: StoreKind) async throws {
    for state in [JobState.held, .scheduled, .queued, .retrying] {
      try await kind.withStore { bench async throws in
        let deadline = bench.now + 1_000
        let id = try await bench.put(in: state) { $0.deadline = deadline }
        bench.store.promoteDue(now: deadline - 1)
        try await bench.store.ping()
        #expect(try await bench.state(id) == state)
        bench.store.promoteDue(now: deadline)
        let job = try await bench.job(id)
        // A reader may still be at the moment before; the ping puts it behind the promotion.
        try await bench.store.ping()
        let expired = try await bench.job(id)
        #expect(expired.state == .failed && expired.reason == .expired, "\(state), \(job.state)")
        #expect(expired.finishedAt == deadline)
        #expect(try await bench.claim().isEmpty)
      }
    }
  }

  @Test(arguments: StoreKind.all) func deadlineOfARunningJobIsNotTheStoresBusiness(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let claimed = try await bench.start(.noop { $0.deadline = bench.now + 10 })
      bench.store.promoteDue(now: bench.now + 20)
      try await bench.store.ping()
      #expect(try await bench.state(claimed.id) == .running)
    }
  }

  @Test(arguments: StoreKind.all) func deadlineInThePastNeverStarts(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let waiting = bench.beginClaim()
      let late = try await bench.insert(.noop { $0.deadline = bench.now - 1 })
      let good = try await bench.insert()
      #expect(try await waiting.value.map(\.id) == [good])
      #expect(try await bench.job(late).reason == .expired)
    }
  }

  @Test(arguments: StoreKind.all) func manyDueJobsAreAllPromoted(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let count = Limits.promoteBatchMax * 2 + 1
      _ = try await bench.insert((0..<count).map { index in .noop { $0.start = .after(micros: Int64(index + 1)) } })
      bench.now = bench.now + 1_000_000
      var rounds = 0
      // As the alarm does it: it rings for as long as the next due time has passed.
      while let due = bench.told.nextDue, due <= bench.now, rounds < 10 {
        bench.store.promoteDue(now: bench.now)
        try await bench.store.ping()
        rounds += 1
      }
      #expect(rounds == 3)
      #expect(try await bench.counts() == [.queued: count])
    }
  }

  @Test(arguments: StoreKind.all) func retriedByHandAfterItsDeadlineRunsNevertheless(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert(.noop { $0.deadline = bench.now + 10 })
      bench.now = bench.now + 20
      bench.store.promoteDue(now: bench.now)
      try await bench.store.ping()
      #expect(try await bench.state(id) == .failed)
      #expect(try await bench.store.move(id, .retry, now: bench.now).isDone)
      #expect(try await bench.claim().map(\.id) == [id])
    }
  }
}
