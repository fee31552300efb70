// What every store lets start: keyed limits, weights, rates, aging; and what it takes in: bounds and unique keys.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceAdmissionTests {
  private func limited(_ key: String = "k", _ max: Int = 1, _ change: (inout NewJob) -> Void = { _ in }) -> NewJob {
    .noop {
      $0.limit = LimitRule(key: key, max: max)
      change(&$0)
    }
  }

  // MARK: Limits

  @Test(arguments: StoreKind.all) func noMoreRunThanTheKeyAllows(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let ids = try await bench.insert((0..<6).map { _ in limited("k", 2) }).map(\.id)
      let first = try await bench.claim(10)
      #expect(first.map(\.id) == Array(ids[0...1]))
      #expect(try await bench.claim(10).isEmpty)
      try await bench.end(first[0], .exited(code: 0))
      #expect(try await bench.claim(10).map(\.id) == [ids[2]])
    }
  }

  @Test(arguments: StoreKind.all, [(Outcome.exited(code: 1), StopCause?.none), (.signaled(15), .cancel), (.lost, nil)])
  func keyIsReleasedOnEveryEnd(_ kind: StoreKind, _ end: (Outcome, StopCause?)) async throws {
    try await kind.withStore { bench async throws in
      let claimed = try await bench.start(limited())
      let next = try await bench.insert(limited())
      try await bench.end(claimed, end.0, cause: end.1)
      #expect(try await bench.claim(10).map(\.id) == [next])
    }
  }

  @Test(arguments: StoreKind.all) func waitingClaimIsServedWhenTheKeyIsReleased(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let claimed = try await bench.start(limited())
      let next = try await bench.insert(limited())
      let waiting = bench.beginClaim(5)
      try await bench.end(claimed, .exited(code: 0))
      #expect(try await waiting.value.map(\.id) == [next])
    }
  }

  @Test(arguments: StoreKind.all) func cancelledWaiterLosesNoWakeUp(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let claimed = try await bench.start(limited())
      let ids = try await bench.insert((0..<3).map { _ in limited() }).map(\.id)
      _ = try await bench.store.cancel(ids[0], CancelOptions(), now: bench.now)
      try await bench.end(claimed, .exited(code: 0))
      #expect(try await bench.claim(10).map(\.id) == [ids[1]])
    }
  }

  @Test(arguments: StoreKind.all) func admittedWaiterThatIsCancelledMakesRoom(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let ids = try await bench.insert((0..<3).map { _ in limited() }).map(\.id)
      // Admits the first, but the one slot goes to a job of higher priority.
      let other = try await bench.insert(.noop { $0.priority = 9 })
      #expect(try await bench.claim(1).map(\.id) == [other])
      _ = try await bench.store.cancel(ids[0], CancelOptions(), now: bench.now)
      #expect(try await bench.claim(10).map(\.id) == [ids[1]])
    }
  }

  @Test(arguments: StoreKind.all) func higherPriorityOfTheSameKeyGoesFirst(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let claimed = try await bench.start(limited())
      _ = try await bench.insert(limited())
      let urgent = try await bench.insert(limited { $0.priority = 5 })
      try await bench.end(claimed, .exited(code: 0))
      #expect(try await bench.claim(10).map(\.id) == [urgent])
    }
  }

  @Test(arguments: StoreKind.all) func editedPriorityCountsAmongTheParked(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let claimed = try await bench.start(limited())
      let ids = try await bench.insert((0..<3).map { _ in limited() }).map(\.id)
      var patch = JobPatch()
      patch.priority = 7
      #expect(try await bench.store.update(ids[2], patch, now: bench.now).isDone)
      try await bench.end(claimed, .exited(code: 0))
      #expect(try await bench.claim(10).map(\.id) == [ids[2]])
    }
  }

  /// The same letters in two Unicode normal forms are two keys, as they are two texts of the database.
  @Test(arguments: StoreKind.all) func keysAreComparedByTheirBytes(_ kind: StoreKind) async throws {
    let bench = try StoreBench(kind)
    let ids = try await bench.insert([limited("\u{e9}"), limited("e\u{301}"), limited("\u{e9}")]).map(\.id)
    #expect(try await bench.claim(3).map(\.id) == [ids[0], ids[1]])
    try await bench.reopen()
    let unique = { (key: String) in NewJob.noop { $0.unique = UniqueRule(key: key) } }
    #expect(try await bench.insert([unique("\u{e9}"), unique("e\u{301}")]).count == 2)
  }

  @Test(arguments: StoreKind.all) func keyHoldsAcrossQueuesAndPausedOnesBlockNobody(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var paused = QueueSettings()
      paused.isPaused = true
      try await bench.store.setQueue("a", paused, now: bench.now)
      _ = try await bench.insert(limited { $0.queue = "a" })
      let other = try await bench.insert(limited { $0.queue = "b" })
      let claimed = try await bench.claim(10)
      #expect(claimed.map(\.id) == [other])
      try await bench.store.setQueue("a", QueueSettings(), now: bench.now)
      #expect(try await bench.claim(10).isEmpty)
      try await bench.end(claimed[0], .exited(code: 0))
      #expect(try await bench.claim(10).count == 1)
    }
  }

  @Test(arguments: StoreKind.all) func newestBoundHoldsForTheKey(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      _ = try await bench.insert((0..<4).map { _ in limited("k", 1) })
      let first = try await bench.claim(10)
      #expect(first.count == 1)
      _ = try await bench.insert(limited("k", 3))
      #expect(try await bench.claim(10).count == 2)
      _ = try await bench.insert(limited("k", 1))
      try await bench.end(first[0], .exited(code: 0))
      #expect(try await bench.claim(10).isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func limitsSurviveARestartAndAreForgottenWithTheirJobs(_ kind: StoreKind) async throws
  {
    try await kind.withStore { bench async throws in
      let ids = try await bench.insert((0..<4).map { _ in limited() }).map(\.id)
      let claimed = try await bench.claim(10)
      try await bench.reopen()
      #expect(try await bench.claim(10).isEmpty)
      let lost = try await bench.store.lostAttempts()
      #expect(lost.map(\.job.id) == [ids[0]])
      #expect(try await bench.end(lost[0].job, .lost))
      #expect(try await !bench.end(claimed[0], .exited(code: 0)))
      for id in ids[1...] { try await bench.finish(id) }
      _ = try await bench.claim(1)
      #expect(try bench.database?.texts("SELECT key FROM limit_key") ?? [] == [])
    }
  }

  @Test(arguments: StoreKind.all) func moreOverdueJobsThanOneRoundTakesDoNotHoldUpAClaim(_ kind: StoreKind) async throws
  {
    try await kind.withStore { bench async throws in
      let count = 3 * Limits.promoteBatchMax + 5
      let deadline = bench.now + 1_000
      _ = try await bench.insert((0..<count).map { _ in .noop { $0.deadline = deadline } })
      let fine = try await bench.insert(.noop { $0.priority = -1 })
      bench.now = deadline + 1
      // In several transactions: no single one is as long as there are overdue jobs.
      let claimed = try await bench.beginClaim(5).value
      #expect(claimed.map(\.id) == [fine])
      #expect(try await bench.counts() == [.failed: count, .running: 1])
    }
  }

  // MARK: Weights

  @Test(arguments: StoreKind.all) func weightTakesSlotsAndIsNotOvertaken(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let light = try await bench.insert()
      let heavy = try await bench.insert(.noop { $0.slotsNeeded = 3 })
      let last = try await bench.insert()
      let first = try await bench.claim(3)
      #expect(first.map(\.id) == [light])
      #expect(try await bench.claim(2).isEmpty)
      try await bench.end(first[0], .exited(code: 0))
      #expect(try await bench.claim(3).map(\.id) == [heavy])
      #expect(try await bench.claim(1).map(\.id) == [last])
    }
  }

  @Test(arguments: StoreKind.all) func weightCountsAgainstTheQueuesSlots(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var settings = QueueSettings()
      settings.slots = 4
      try await bench.store.setQueue("q", settings, now: bench.now)
      let ids = try await bench.insert(
        [3, 1, 1, 9].map { weight in
          .noop {
            $0.queue = "q"
            $0.slotsNeeded = weight
          }
        }
      ).map(\.id)
      let first = try await bench.claim(100)
      #expect(first.map(\.id) == [ids[0], ids[1]])
      try await bench.end(first[0], .exited(code: 0))
      // More than the queue has counts as all it has, and waits for all of it.
      let second = try await bench.claim(100)
      #expect(second.map(\.id) == [ids[2]])
      try await bench.end(first[1], .exited(code: 0))
      try await bench.end(second[0], .exited(code: 0))
      #expect(try await bench.claim(100).map(\.id) == [ids[3]])
    }
  }

  @Test(arguments: StoreKind.all, [true, false])
  func headThatLeavesTheLineLetsTheNextGo(_ kind: StoreKind, _ isCancelled: Bool) async throws {
    try await kind.withStore { bench async throws in
      let heavy = try await bench.insert(.noop { $0.slotsNeeded = 4 })
      let light = try await bench.insert()
      #expect(try await bench.claim(3).isEmpty)
      let waiting = bench.beginClaim(3)
      if isCancelled {
        _ = try await bench.store.cancel(heavy, CancelOptions(), now: bench.now)
      } else {
        var patch = JobPatch()
        patch.priority = -5
        _ = try await bench.store.update(heavy, patch, now: bench.now)
      }
      #expect(try await waiting.value.map(\.id) == [light])
    }
  }

  // MARK: Rate, aging, room

  @Test(arguments: StoreKind.all) func queueWithoutSlotsAsksForNoToken(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var settings = QueueSettings()
      settings.slots = 4
      settings.rate = StartRate(count: 1, perMicros: 1_000_000)
      try await bench.store.setQueue("q", settings, now: bench.now)
      let jobs = [3, 2, 1].map { weight in
        NewJob.noop {
          $0.queue = "q"
          $0.slotsNeeded = weight
        }
      }
      _ = try await bench.insert(jobs)
      #expect(try await bench.claim(9).count == 1)
      bench.now = bench.now + 5_000_000
      #expect(try await bench.claim(9).isEmpty)
      // It waits for a slot and not for time: an alarm would ring at once, for ever.
      #expect(bench.told.nextDue == nil)
    }
  }

  @Test(arguments: StoreKind.all) func rateLetsInTheBurstThenOneAtATime(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var settings = QueueSettings()
      settings.rate = StartRate(count: 10, perMicros: 1_000_000, burst: 2)
      try await bench.store.setQueue("q", settings, now: bench.now)
      _ = try await bench.insert((0..<5).map { _ in .noop { $0.queue = "q" } })
      let other = try await bench.insert()
      #expect(try await bench.claim(10).count == 3)
      #expect(bench.told.events.filter { $0.state == .running }.map(\.job).contains(other))
      #expect(bench.told.nextDue == bench.now + 100_000)
      bench.now = bench.now + 99_999
      #expect(try await bench.claim(10).isEmpty)
      bench.now = bench.now + 1
      #expect(try await bench.claim(10).count == 1)
      // A restart lets no second burst in.
      try await bench.reopen()
      #expect(try await bench.claim(10).isEmpty)
      // Nor does a clock that is set back.
      bench.now = bench.now + -3_600_000_000
      #expect(try await bench.claim(10).isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func waitingClaimIsServedWhenATokenDrips(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var settings = QueueSettings()
      settings.rate = StartRate(count: 1, perMicros: 1_000)
      try await bench.store.setQueue("default", settings, now: bench.now)
      let ids = try await bench.insert([.noop(), .noop()]).map(\.id)
      #expect(try await bench.claim(5).map(\.id) == [ids[0]])
      let waiting = bench.beginClaim(5)
      bench.now = bench.now + 1_000
      bench.store.promoteDue(now: bench.now)
      #expect(try await waiting.value.map(\.id) == [ids[1]])
    }
  }

  @Test(arguments: StoreKind.all) func agingLetsOldJobsPass(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var settings = QueueSettings()
      settings.agingMicros = 1_000_000
      try await bench.store.setQueue("default", settings, now: bench.now)
      let old = try await bench.insert(.noop { $0.priority = -2 })
      let older = try await bench.insert(.noop { $0.priority = -2 })
      bench.now = bench.now + 1_900_000
      let urgent = try await bench.insert()
      #expect(try await bench.claim(1).map(\.id) == [urgent])
      bench.now = bench.now + 1_000_000
      let late = try await bench.insert()
      bench.now = bench.now + 200_000
      // The old ones have gained three by now: one more than the late one is ahead.
      #expect(try await bench.claim(3).map(\.id) == [old, older, late])
    }
  }

  @Test(arguments: StoreKind.all) func fullQueueRefusesTheWholeRequest(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var settings = QueueSettings()
      settings.maxQueued = 2
      try await bench.store.setQueue("q", settings, now: bench.now)
      let job = NewJob.noop { $0.queue = "q" }
      _ = try await bench.insert([job])
      guard case .queueFull(name: "q", max: 2) = try await bench.refusal([job, job]) else {
        throw Unexpected(what: "a full queue took more")
      }
      _ = try await bench.insert([job])
      _ = try await bench.claim(1)
      _ = try await bench.insert([job])
    }
  }

  // MARK: Unique

  private func unique(_ conflict: UniqueRule.Conflict = .reject, for micros: Int64? = nil) -> NewJob {
    .noop { $0.unique = UniqueRule(key: "u", onConflict: conflict, forMicros: micros) }
  }

  @Test(arguments: StoreKind.all, [JobState.held, .scheduled, .queued, .running, .retrying, .blocked])
  func keyIsTakenInEveryUnfinishedState(_ kind: StoreKind, _ state: JobState) async throws {
    try await kind.withStore { bench async throws in
      let holder = try await bench.put(in: state) { $0.unique = UniqueRule(key: "u") }
      guard case .duplicate(key: "u", holder: holder, state: state, index: 0) = try await bench.refusal([unique()])
      else { throw Unexpected(what: "a second job got the key") }
      guard
        case .created(let jobs, let existing) = try await bench.store.insert(
          [unique(.return)], idempotency: nil, now: bench.now)
      else { throw Unexpected(what: "nothing was returned") }
      #expect(jobs.map(\.id) == [holder] && existing == [holder])
      if state == .running {
        guard case .duplicate = try await bench.refusal([unique(.replace)]) else {
          throw Unexpected(what: "a running job was replaced")
        }
      } else {
        let successor = try await bench.insert(unique(.replace))
        #expect(try await bench.state(holder) == .cancelled)
        #expect(try await bench.state(successor) == .queued)
      }
    }
  }

  @Test(arguments: StoreKind.all) func keyIsFreeAfterTheEndAndItsTime(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let first = try await bench.start(unique(for: 1_000))
      try await bench.end(first, .exited(code: 0))
      guard case .duplicate(_, holder: first.id, state: .succeeded, _) = try await bench.refusal([unique()]) else {
        throw Unexpected(what: "the key was free too early")
      }
      bench.now = bench.now + 1_000
      let second = try await bench.start(unique())
      try await bench.end(second, .exited(code: 1))
      _ = try await bench.insert(unique())
      guard case .duplicate = try await bench.store.move(second.id, .retry, now: bench.now) else {
        throw Unexpected(what: "a retry took a key that is taken")
      }
    }
  }

  @Test(arguments: StoreKind.all) func followUpCannotBeAnotherJob(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      _ = try await bench.insert(unique())
      let refusal = try await bench.refusal([.noop { $0.then = [FollowUp(unique(.return))] }])
      #expect(refusal.fields == ["then[0].job.unique.on_conflict"])
    }
  }

  @Test(arguments: StoreKind.all) func oneRequestCannotTakeAKeyTwice(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      #expect(try await bench.refusal([unique(), unique(.return)]).fields == ["unique.key"])
      #expect(try await bench.counts().isEmpty)
    }
  }
}
