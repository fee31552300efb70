// Bounds hold by whichever way something comes: jobs into a queue, queues into the store, a bound to its key, and
// batches without members that nobody ends.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceRoomTests {
  // MARK: Queues

  @Test(arguments: StoreKind.all) func editDoesNotFillAQueueBeyondItsBound(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var settings = QueueSettings()
      settings.maxQueued = 1
      try await bench.store.setQueue("q", settings, now: bench.now)
      let inside = try await bench.insert(.noop { $0.queue = "q" })
      let parent = try await bench.insert()
      let outside = try await bench.follow([parent])
      var patch = JobPatch()
      patch.queue = "q"
      patch.priority = 7
      patch.after = []
      #expect(try await !bench.store.update(outside, patch, now: bench.now).isDone)
      // Refused whole.
      let job = try await bench.job(outside)
      #expect(job.queue == "default" && job.priority == 0 && job.state == .blocked)
      // What is in it already may be edited.
      #expect(try await bench.store.update(inside, patch, now: bench.now).refusal == .queued)
      patch.after = nil
      #expect(try await bench.store.update(inside, patch, now: bench.now).isDone)
      try await bench.finish(inside)
      #expect(try await bench.store.update(outside, patch, now: bench.now).isDone)
    }
  }

  @Test(arguments: StoreKind.all) func thereAreNeverMoreQueuesThanAllowed(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      _ = try await bench.insert((1..<Limits.queueCountMax - 1).map { index in .noop { $0.queue = "q\(index)" } })
      #expect(try await bench.store.queues().count == Limits.queueCountMax - 1)
      // All of them at once: one is the last.
      let (store, now) = (bench.store, bench.now)
      await withTaskGroup(of: Void.self) { group in
        for index in 0..<20 {
          group.addTask { _ = try? await store.setQueue("new\(index)", QueueChange(), now: now) }
        }
      }
      #expect(try await bench.store.queues().count == Limits.queueCountMax)
      let id = try await bench.insert()
      var patch = JobPatch()
      patch.queue = "one too many"
      #expect(try await !bench.store.update(id, patch, now: bench.now).isDone)
      patch.queue = "q7"
      #expect(try await bench.store.update(id, patch, now: bench.now).isDone)
    }
  }

  // MARK: Keys

  @Test(arguments: StoreKind.all) func heldJobSaysNothingOfTheBoundOfItsKeyUntilItIsReleased(
    _ kind: StoreKind
  ) async throws {
    try await kind.withStore { bench async throws in
      let limited = { (max: Int, isHeld: Bool) in
        NewJob.noop {
          $0.limit = LimitRule(key: "k", max: max)
          $0.holds = isHeld
        }
      }
      // The first of a key brings its bound, until somebody who may run says another.
      _ = try await bench.insert(limited(1, true))
      _ = try await bench.insert((0..<4).map { _ in limited(2, false) })
      let held = try await bench.insert(limited(3, true))
      #expect(try await bench.claim(10).count == 2)
      #expect(try await bench.store.move(held, .release, now: bench.now).isDone)
      #expect(try await bench.claim(10).count == 1)
    }
  }

  // MARK: Batches

  @Test(arguments: StoreKind.all, [false, true])
  func batchWithoutMembersGoesByItself(_ kind: StoreKind, _ staysOpen: Bool) async throws {
    try await kind.withStore { bench async throws in
      bench.told.clear()
      let (id, _) = try await bench.batch([], staysOpen: staysOpen)
      let expiry = bench.now + StoreBench.keepForMicros
      #expect(try await bench.store.nextExpiry() == expiry)
      #expect(bench.told.all.compactMap(\.earliestExpiry).min() == expiry)
      bench.now = expiry - 1
      _ = try await bench.store.prune(now: bench.now, limit: 1)
      #expect(try await bench.batch(id).isOpen == staysOpen)
      bench.now = expiry
      _ = try await bench.store.prune(now: bench.now, limit: 1)
      #expect(try await bench.store.batch(id) == nil)
      #expect(try await bench.store.nextExpiry() == nil)
    }
  }

  @Test(arguments: StoreKind.all) func openBatchIsKeptForAsLongAsAJobFromItsLastMemberOn(
    _ kind: StoreKind
  ) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop()], staysOpen: true)
      #expect(try await bench.store.nextExpiry() == nil)
      try await bench.finish(ids[0])
      bench.now = bench.now + 500
      #expect(try await bench.store.delete(ids[0], now: bench.now).isDone)
      #expect(try await bench.store.nextExpiry() == bench.now + StoreBench.keepForMicros)
      // A new member: it is used again.
      let late = try await bench.insert(.noop { $0.batch = id })
      #expect(try await bench.store.nextExpiry() == nil)
      bench.now = bench.now + 2 * StoreBench.keepForMicros
      _ = try await bench.store.prune(now: bench.now, limit: 10)
      #expect(try await bench.batch(id).counts == [.succeeded: 1, .queued: 1])
      try await bench.finish(late)
      #expect(try await bench.store.delete(late, now: bench.now).isDone)
      try await bench.reopen()
      bench.now = bench.now + StoreBench.keepForMicros
      _ = try await bench.store.prune(now: bench.now, limit: 10)
      #expect(try await bench.store.batch(id) == nil)
    }
  }

  @Test(arguments: StoreKind.all) func openBatchThatIsWaitedForIsNotRemoved(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, _) = try await bench.batch([], staysOpen: true)
      let child = try await bench.insert(.noop { $0.after = [Dependency(.batch(id))] })
      bench.now = bench.now + StoreBench.keepForMicros
      _ = try await bench.store.prune(now: bench.now, limit: 10)
      let again = try #require(try await bench.store.nextExpiry())
      #expect(again > bench.now)
      _ = try await bench.store.closeBatch(id, now: bench.now)
      #expect(try await bench.state(child) == .queued)
    }
  }
}
