// What every store does with jobs that are held after they were made: what they keep meanwhile, and where they go when
// they are released.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceHoldTests {
  private func hold(_ id: JobID, _ bench: StoreBench) async throws {
    #expect(try await bench.store.move(id, .hold, now: bench.now).value?.state == .held)
  }

  private func release(_ id: JobID, _ bench: StoreBench) async throws -> JobState? {
    try await bench.store.move(id, .release, now: bench.now).value?.state
  }

  // MARK: Times

  @Test(arguments: StoreKind.all) func retryThatIsHeldGoesBackToItsPause(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.put(in: .retrying)
      let before = try await bench.job(id)
      try await hold(id, bench)
      let held = try await bench.job(id)
      #expect(held.attempt == 1 && held.reason == .exit && held.runAt == before.runAt)
      #expect(bench.told.nextDue == nil)
      var patch = JobPatch()
      patch.priority = 3
      #expect(try await bench.store.update(id, patch, now: bench.now).value?.state == .held)
      #expect(bench.told.events.allSatisfy { !$0.isReleased })
      #expect(try await release(id, bench) == .retrying)
      #expect(bench.told.events.last?.isReleased == true)
      let after = try await bench.job(id)
      #expect(after.attempt == 1 && after.reason == .exit && after.runAt == before.runAt && after.priority == 3)
      #expect(bench.told.nextDue == before.runAt)
      bench.now = bench.now + 5_000_000
      bench.store.promoteDue(now: bench.now)
      let claimed = try #require(try await bench.claim().first)
      #expect(claimed.id == id && claimed.attempt == 2)
    }
  }

  @Test(arguments: StoreKind.all, [JobState.scheduled, .retrying])
  func timeThatPassesWhileAJobIsHeldHasPassed(_ kind: StoreKind, _ state: JobState) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.put(in: state)
      try await hold(id, bench)
      bench.now = bench.now + 9_000_000
      bench.store.promoteDue(now: bench.now)
      #expect(try await bench.state(id) == .held)
      try await bench.reopen()
      #expect(try await release(id, bench) == .queued)
      #expect(try await bench.job(id).reason == nil)
      #expect(try await bench.claim().map(\.id) == [id])
    }
  }

  @Test(arguments: StoreKind.all) func whatWasInLineBeforeItsTimeDoesNotWaitForItAgain(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.put(in: .scheduled)
      _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
      #expect(try await bench.store.move(id, .retry, now: bench.now).value?.state == .queued)
      try await hold(id, bench)
      #expect(try await release(id, bench) == .queued)
    }
  }

  @Test(arguments: StoreKind.all) func whatIsReleasedGoesToTheEndOfItsLine(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let first = try await bench.insert()
      let second = try await bench.insert()
      try await hold(first, bench)
      bench.now = bench.now + 10
      #expect(try await release(first, bench) == .queued)
      #expect(try await bench.claim(9).map(\.id) == [second, first])
    }
  }

  @Test(arguments: StoreKind.all) func deadlineOfAHeldJobHolds(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert(.noop { $0.deadline = .noon + 1_000 })
      try await hold(id, bench)
      bench.now = bench.now + 1_000
      bench.store.promoteDue(now: bench.now)
      let job = try await bench.job(id)
      #expect(job.state == .failed && job.reason == .expired)
    }
  }

  // MARK: Parents and batches

  @Test(arguments: StoreKind.all) func parentsThatEndWhileAJobIsHeldCount(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let parents = [try await bench.insert(), try await bench.insert()]
      let child = try await bench.follow(parents)
      try await hold(child, bench)
      #expect(try await bench.claim(1).count == 1)
      try await bench.finish(parents[1])
      #expect(try await bench.state(child) == .held)
      #expect(try await release(child, bench) == .blocked)
      try await hold(child, bench)
      try await bench.reopen()
      #expect(try await bench.state(child) == .held)
    }
  }

  @Test(arguments: StoreKind.all) func heldJobThatWaitsForNobodyIsQueuedOnRelease(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let parent = try await bench.insert()
      let child = try await bench.follow([parent])
      try await hold(child, bench)
      try await bench.finish(parent)
      #expect(try await bench.state(parent) == .succeeded)
      #expect(try await bench.state(child) == .held)
      #expect(try await release(child, bench) == .queued)
      #expect(try await bench.claim().map(\.id) == [child])
    }
  }

  /// It is not kept for a release that could not let it run; and who waits for it in turn is decided too.
  @Test(arguments: StoreKind.all) func heldJobOfWhichAConditionCannotBeMetIsSkipped(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let parent = try await bench.insert()
      let child = try await bench.follow([parent])
      let grandchild = try await bench.follow([child])
      try await hold(child, bench)
      try await hold(grandchild, bench)
      try await bench.finish(parent, .exited(code: 1))
      for id in [child, grandchild] {
        let job = try await bench.job(id)
        #expect(job.state == .skipped && job.reason == .dependency)
        #expect(try await bench.store.move(id, .release, now: bench.now).refusal == .skipped)
      }
    }
  }

  @Test(arguments: StoreKind.all) func batchWaitsForAHeldMemberAndCountsIt(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (batch, ids) = try await bench.batch([.noop(), .noop()])
      try await hold(ids[1], bench)
      #expect(try await bench.batch(batch).counts == [.queued: 1, .held: 1])
      try await bench.finish(ids[0])
      #expect(try await !bench.batch(batch).isDone)
      #expect(try await release(ids[1], bench) == .queued)
      try await bench.finish(ids[1])
      #expect(try await bench.batch(batch).isDone)
      #expect(try await bench.counts() == [.succeeded: 2])
    }
  }

  @Test(arguments: StoreKind.all) func cancelOfABatchReachesAHeldMember(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (batch, ids) = try await bench.batch([.noop()])
      try await hold(ids[0], bench)
      _ = try await bench.store.cancelBatch(batch, reason: nil, now: bench.now)
      #expect(try await bench.state(ids[0]) == .cancelled)
      #expect(try await bench.batch(batch).isDone)
    }
  }

  // MARK: Keys

  @Test(arguments: StoreKind.all) func heldJobKeepsItsUniqueKey(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let new = NewJob.noop { $0.unique = UniqueRule(key: "k") }
      let id = try await bench.insert(new)
      try await hold(id, bench)
      guard case .duplicate = try await bench.refusal([new]) else { throw Unexpected(what: "its key was free") }
    }
  }

  @Test(arguments: StoreKind.all) func heldJobLeavesTheRoomOfItsLimitToTheNext(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let new = NewJob.noop { $0.limit = LimitRule(key: "k", max: 1) }
      let ids = try await bench.insert([new, new, new]).map(\.id)
      try await hold(ids[0], bench)
      let next = try #require(try await bench.claim(9).first)
      #expect(next.id == ids[1])
      // One that is parked.
      try await hold(ids[2], bench)
      bench.now = bench.now + 10
      #expect(try await release(ids[0], bench) == .queued)
      try await bench.end(next, .exited(code: 0))
      #expect(try await bench.claim(9).map(\.id) == [ids[0]])
    }
  }

  @Test(arguments: StoreKind.all) func releaseSaysABoundThatWasNotSaidBefore(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      func new(_ max: Int, holds: Bool = false) -> NewJob {
        .noop {
          $0.limit = LimitRule(key: "k", max: max)
          $0.holds = holds
        }
      }
      let said = try await bench.insert(new(1))
      _ = try await bench.insert(new(2))
      try await hold(said, bench)
      _ = try await release(said, bench)
      #expect(try await bench.claim(9).count == 2, "what it said is old news")
      let silent = try await bench.insert(new(3, holds: true))
      #expect(try await release(silent, bench) == .queued)
      #expect(try await bench.claim(9).map(\.id) == [silent])
    }
  }
}
