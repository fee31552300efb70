// What every store does with claims: the order, the slots, and the claim that waits for work.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceClaimTests {
  @Test(arguments: StoreKind.all) func priorityGoesBeforeAgeAcrossQueues(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let priorities = [0, 5, -3, 5, 0, 1_000, -1_000]
      let jobs = try await bench.insert(
        priorities.enumerated().map { index, priority in
          .noop {
            $0.priority = priority
            $0.queue = "q\(index % 3)"
          }
        })
      let wanted = jobs.sorted { ($1.priority, $0.id.value) < ($0.priority, $1.id.value) }.map(\.id)
      #expect(try await bench.claim(3).map(\.id) == Array(wanted.prefix(3)))
      #expect(try await bench.claim(100).map(\.id) == Array(wanted.dropFirst(3)))
      #expect(try await bench.claim(1).isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func queueGetsNoMoreThanItsSlots(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var settings = QueueSettings()
      settings.slots = 2
      try await bench.store.setQueue("narrow", settings, now: bench.now)
      _ = try await bench.insert((0..<4).map { _ in .noop { $0.queue = "narrow" } } + [.noop()])
      let claimed = try await bench.claim(10)
      #expect(claimed.map(\.id.value) == [1, 2, 5])
      #expect(try await bench.claim(10).isEmpty)

      let waiting = bench.beginClaim(10)
      try await bench.end(claimed[0], .exited(code: 0))
      #expect(try await waiting.value.map(\.id.value) == [3])
    }
  }

  @Test(arguments: StoreKind.all) func queueWithoutSlotsRunsNothingUntilItHasSome(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var settings = QueueSettings()
      settings.slots = 0
      try await bench.store.setQueue("q", settings, now: bench.now)
      let id = try await bench.insert(.noop { $0.queue = "q" })
      #expect(try await bench.claim(5).isEmpty)
      let waiting = bench.beginClaim(5)
      settings.slots = 1
      try await bench.store.setQueue("q", settings, now: bench.now)
      #expect(try await waiting.value.map(\.id) == [id])
    }
  }

  @Test(arguments: StoreKind.all) func pausedQueueStartsNothingAndResumes(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var settings = QueueSettings()
      settings.isPaused = true
      try await bench.store.setQueue("q", settings, now: bench.now)
      let paused = try await bench.insert(
        .noop {
          $0.queue = "q"
          $0.priority = 1_000
        })
      let free = try await bench.insert()
      #expect(try await bench.claim(5).map(\.id) == [free])
      try await bench.reopen()
      #expect(try await bench.store.queues().first { $0.name == "q" }?.settings == settings)
      let waiting = bench.beginClaim(5)
      settings.isPaused = false
      try await bench.store.setQueue("q", settings, now: bench.now)
      #expect(try await waiting.value.map(\.id) == [paused])
    }
  }

  @Test(arguments: StoreKind.all) func waitingClaimRidesInTheTransactionThatBringsWork(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let waiting = bench.beginClaim(2)
      let jobs = try await bench.insert([.noop(), .noop(), .noop()])
      let claimed = try await waiting.value
      #expect(claimed.map(\.id) == jobs.prefix(2).map(\.id))
      let commit = try #require(bench.told.all.first { !$0.events.isEmpty })
      #expect(commit.events.filter { $0.state == .queued }.count == 3)
      #expect(commit.events.filter { $0.state == .running }.map(\.job) == claimed.map(\.id))
      // The reply to the submission is as of its insert, never `running`.
      #expect(jobs.allSatisfy { $0.state == .queued })
    }
  }

  @Test(arguments: StoreKind.all) func waitingClaimRidesWithWhateverMakesAJobReady(_ kind: StoreKind) async throws {
    for state in [JobState.held, .scheduled, .retrying, .failed] {
      try await kind.withStore { bench async throws in
        let id = try await bench.put(in: state)
        let waiting = bench.beginClaim()
        let move: JobMove = state == .held ? .release : state == .failed ? .retry : .run
        #expect(try await bench.store.move(id, move, now: bench.now).isDone)
        #expect(try await waiting.value.map(\.id) == [id])
      }
    }
  }

  @Test(arguments: StoreKind.all) func withdrawnClaimIsEmptyAndTakesNothingLater(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let waiting = bench.beginClaim()
      bench.store.withdrawClaim()
      #expect(try await waiting.value.isEmpty)
      let id = try await bench.insert()
      #expect(try await bench.state(id) == .queued)
      bench.store.withdrawClaim()
      #expect(try await bench.claim().map(\.id) == [id])
    }
  }

  @Test(arguments: StoreKind.all) func revisedClaimTakesAsMuchAsItMayNow(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let waiting = bench.beginClaim(1)
      bench.store.reviseClaim(limit: 3, now: bench.now)
      let jobs = try await bench.insert([.noop(), .noop(), .noop(), .noop()])
      #expect(try await waiting.value.map(\.id) == jobs.prefix(3).map(\.id))
    }
  }

  @Test(arguments: StoreKind.all) func revisionOfAnEarlierClaimChangesNothing(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (store, now) = (bench.store, bench.now)
      let waiting = Task.immediate { try await store.claim(ClaimRoom(slots: 1), order: 6, now: now) }
      store.reviseClaim(ClaimRoom(slots: 2), order: 7, now: now)
      store.reviseClaim(ClaimRoom(slots: 3), order: 5, now: now)
      let jobs = try await bench.insert([.noop(), .noop(), .noop(), .noop()])
      #expect(try await waiting.value.map(\.id) == jobs.prefix(2).map(\.id))
    }
  }

  @Test(arguments: StoreKind.all) func revisionWithoutAWaitingClaimIsForgotten(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      bench.store.reviseClaim(limit: 3, now: bench.now)
      let waiting = bench.beginClaim(1)
      _ = try await bench.insert([.noop(), .noop()])
      #expect(try await waiting.value.count == 1)
    }
  }

  @Test(arguments: StoreKind.all) func closedStoreAnswersTheWaitingClaim(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let waiting = bench.beginClaim()
      try await bench.store.ping()
      await bench.store.close()
      #expect(try await waiting.value.isEmpty)
      let store = bench.store
      await #expect(throws: StoreError.closed) { _ = try await store.claim(limit: 1, now: .noon) }
      await #expect(throws: StoreError.closed) { _ = try await store.insert([.noop()], idempotency: nil, now: .noon) }
      await #expect(throws: StoreError.closed) { _ = try await store.job(JobID(1)) }
      await #expect(throws: StoreError.closed) { _ = try await store.info() }
      await store.close()
    }
  }

  @Test(arguments: StoreKind.all) func everyJobIsClaimedOnce(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (store, now) = (bench.store, bench.now)
      async let submitted: Void = withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<300 {
          group.addTask { _ = try await store.insert([.noop()], idempotency: nil, now: now) }
        }
        try await group.waitForAll()
      }
      var claimed: [JobID] = []
      while claimed.count < 300 { claimed += try await store.claim(limit: 7, now: now).map(\.id) }
      try await submitted
      #expect(Set(claimed).count == 300)
      #expect(try await bench.counts() == [.running: 300])
    }
  }
}
