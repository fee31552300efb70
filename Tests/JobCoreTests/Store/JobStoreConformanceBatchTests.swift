// What every store does with batches: gather and TaskGroup over durable jobs.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceBatchTests {
  @Test(arguments: StoreKind.all) func aFollowUpKnowsItsBatchesAndTheirMembers(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (first, ids) = try await bench.batch([.noop(), .shell("true"), .noop()])
      let (second, _) = try await bench.batch([])
      let job = try await bench.insert()
      let child = try await bench.insert(
        .noop { $0.after = [.batch(first), .job(job), .batch(second)].map { Dependency($0, on: .any) } })
      for (id, code) in zip(ids + [job], [0, 3, 0, 0] as [Int32]) { try await bench.finish(id, .exited(code: code)) }
      let claimed = try #require(try await bench.claim().first)
      #expect(claimed.id == child && claimed.batches == [first, second] && claimed.parents.map(\.id) == [job])
      let members = try await bench.store.batchResults(first, limit: 2, after: nil)
      #expect(members.map(\.id) == Array(ids.prefix(2)) && members.map(\.state) == [.succeeded, .failed])
      #expect(members.map(\.kind) == [.handler, .shell] && members.map(\.starts) == [1, 1])
      #expect(try await bench.store.batchResults(first, limit: 9, after: ids[1]).map(\.id) == [ids[2]])
      #expect(try await bench.store.batchResults(second, limit: 9, after: nil).isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func batchIsDoneWithItsLastMember(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop(), .noop()])
      #expect(try await bench.batch(id).counts == [.queued: 2])
      #expect(try await bench.batch(id).isOpen)
      try await bench.finish(ids[0])
      #expect(try await !bench.batch(id).isDone)
      bench.told.clear()
      try await bench.finish(ids[1])
      let batch = try await bench.batch(id)
      #expect(batch.isDone && !batch.isOpen && batch.finishedAt == bench.now)
      #expect(batch.counts == [.succeeded: 2])
      #expect(bench.told.all.flatMap(\.batchEvents) == [BatchEvent(batch: id, isDone: true)])
      #expect(try await bench.store.batchMembers(id, limit: 10, after: nil) == ids)
    }
  }

  @Test(arguments: StoreKind.all) func emptyBatchIsDoneAtOnce(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, _) = try await bench.batch([])
      #expect(try await bench.batch(id).isDone)
      let (open, _) = try await bench.batch([], staysOpen: true)
      #expect(try await bench.batch(open).isOpen)
      guard case .done(let closed) = try await bench.store.closeBatch(open, now: bench.now) else {
        throw Unexpected(what: "an open batch could not be closed")
      }
      #expect(closed.isDone)
      guard case .refused(isDone: true) = try await bench.store.closeBatch(open, now: bench.now) else {
        throw Unexpected(what: "a batch was closed twice")
      }
    }
  }

  @Test(arguments: StoreKind.all) func jobsJoinAnOpenBatchOnly(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop()], staysOpen: true)
      try await bench.finish(ids[0])
      #expect(try await !bench.batch(id).isDone)
      let late = try await bench.insert(.noop { $0.batch = id })
      #expect(try await bench.job(late).batch == id)
      _ = try await bench.store.closeBatch(id, now: bench.now)
      guard case .batchClosed(id) = try await bench.refusal([.noop { $0.batch = id }]) else {
        throw Unexpected(what: "a closed batch took a job")
      }
      try await bench.finish(late)
      #expect(try await bench.batch(id).isDone)
      guard case .noSuchBatch = try await bench.refusal([.noop { $0.batch = BatchID(99) }]) else {
        throw Unexpected(what: "a batch that is not there took a job")
      }
    }
  }

  @Test(arguments: StoreKind.all) func failureOfOneLeavesTheOthers(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop(), .noop(), .noop()])
      try await bench.finish(ids[0], .exited(code: 3))
      #expect(try await bench.batch(id).firstFailure == ids[0])
      #expect(try await bench.batch(id).counts == [.failed: 1, .queued: 2])
      try await bench.finish(ids[1], .exited(code: 3))
      #expect(try await bench.batch(id).firstFailure == ids[0])
    }
  }

  @Test(arguments: StoreKind.all) func failFastCancelsTheOthers(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop(), .noop(), .noop()], isFailFast: true)
      let running = try await bench.claim(2)
      try await bench.end(running[0], .exited(code: 1))
      #expect(try await bench.state(ids[2]) == .cancelled)
      #expect(try await bench.job(ids[1]).isCancelRequested)
      #expect(bench.told.all.flatMap(\.stops).map(\.fence.job) == [ids[1]])
      #expect(try await !bench.batch(id).isDone)
      guard case .batchClosed = try await bench.refusal([.noop { $0.batch = id }]) else {
        throw Unexpected(what: "a batch that shuts down took a job")
      }
      try await bench.end(running[1], .signaled(15), cause: .cancel)
      #expect(try await bench.batch(id).isDone)
    }
  }

  @Test(arguments: StoreKind.all) func cancelledMemberAloneIsNoFailure(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop(), .noop()], isFailFast: true)
      _ = try await bench.store.cancel(ids[0], CancelOptions(), now: bench.now)
      #expect(try await bench.state(ids[1]) == .queued)
      #expect(try await bench.batch(id).firstFailure == nil)
      #expect(try await bench.batch(id).firstError == ids[0])
      try await bench.finish(ids[1], .exited(code: 1))
      let batch = try await bench.batch(id)
      #expect(batch.firstFailure == ids[1] && batch.firstError == ids[0])
    }
  }

  @Test(arguments: StoreKind.all) func cancelOfALargeBatchComesInChunks(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let count = 3 * Limits.batchCancelChunk + 7
      let (id, ids) = try await bench.batch((0..<count).map { _ in .noop() })
      guard case .done(let batch) = try await bench.store.cancelBatch(id, reason: "why", now: bench.now) else {
        throw Unexpected(what: "a batch could not be cancelled")
      }
      #expect(batch.isCancelRequested)
      // None of those that are still queued starts.
      #expect(try await bench.claim(10).isEmpty)
      try await eventually(within: .seconds(30), "all are cancelled") {
        try await bench.batch(id).counts == [.cancelled: count]
      }
      #expect(try await bench.batch(id).isDone)
      #expect(try await bench.job(ids[count - 1]).failure?.message == "why")
      guard case .refused(isDone: true) = try await bench.store.cancelBatch(id, reason: nil, now: bench.now) else {
        throw Unexpected(what: "a finished batch was cancelled")
      }
    }
  }

  @Test(arguments: StoreKind.all) func followUpOfABatch(_ kind: StoreKind) async throws {
    for (code, wanted) in [(Int32(0), JobState.queued), (1, .skipped)] {
      try await kind.withStore { bench async throws in
        let (id, ids) = try await bench.batch([.noop(), .noop()])
        let child = try await bench.insert(.noop { $0.after = [Dependency(.batch(id))] })
        try await bench.finish(ids[0], .exited(code: code))
        #expect(try await bench.state(child) == .blocked)
        try await bench.finish(ids[1])
        #expect(try await bench.state(child) == wanted)
        let late = try await bench.insert(.noop { $0.after = [Dependency(.batch(id))] })
        #expect(try await bench.state(late) == wanted)
      }
    }
  }

  @Test(arguments: StoreKind.all) func jobCannotWaitForItsOwnBatch(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, _) = try await bench.batch([.noop()], staysOpen: true)
      let after = try await bench.insert(.noop { $0.after = [Dependency(.batch(id))] })
      for parent in [Parent.batch(id), .job(after)] {
        let refusal = try await bench.refusal([
          .noop {
            $0.batch = id
            $0.after = [Dependency(parent)]
          }
        ])
        #expect(refusal.fields == ["after"])
      }
    }
  }

  @Test(arguments: StoreKind.all) func retriedMemberReopensTheWait(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop()])
      try await bench.finish(ids[0], .exited(code: 1))
      #expect(try await bench.batch(id).isDone)
      _ = try await bench.store.move(ids[0], .retry, now: bench.now)
      #expect(try await !bench.batch(id).isDone)
      try await bench.finish(ids[0])
      #expect(try await bench.batch(id).isDone)
      #expect(try await bench.batch(id).counts == [.succeeded: 1])
    }
  }

  @Test(arguments: StoreKind.all) func openBatchOutlivesItsRemovedMembers(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop()], staysOpen: true)
      let child = try await bench.insert(.noop { $0.after = [Dependency(.batch(id))] })
      try await bench.finish(ids[0])
      #expect(try await bench.store.delete(ids[0], now: bench.now).isDone)
      #expect(try await bench.batch(id).isOpen)
      _ = try await bench.store.closeBatch(id, now: bench.now)
      #expect(try await bench.state(child) == .queued)
    }
  }

  @Test(arguments: StoreKind.all) func removalOfExpiredJobsForgetsNoCount(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop(), .noop()])
      let running = try await bench.claim(2)
      let (store, now) = (bench.store, bench.now)
      let transition = bench.transition(running[0], .exited(code: 0))
      // Both in one transaction, as far as the writer gathers them; whatever it does, the counts must hold.
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { _ = try await store.apply(transition, now: now) }
        for _ in 0..<20 { group.addTask { _ = try await store.prune(now: now, limit: 10) } }
        try await group.waitForAll()
      }
      #expect(try await bench.batch(id).counts == [.succeeded: 1, .running: 1])
      try await bench.end(running[1], .exited(code: 0))
      #expect(try await bench.batch(id).isDone)
      #expect(ids.count == 2)
    }
  }

  @Test(arguments: StoreKind.all) func cycleThroughAFollowUpIsRefused(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, _) = try await bench.batch([.noop()], staysOpen: true)
      let refusal = try await bench.refusal([
        .noop {
          $0.after = [Dependency(.batch(id), on: .any)]
          $0.then = [FollowUp(on: .any, .noop { $0.batch = id })]
        }
      ])
      #expect(refusal.fields == ["then[0].job.after"])
    }
  }

  @Test(arguments: StoreKind.all) func batchesSurviveARestart(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop(), .noop()], staysOpen: true)
      try await bench.finish(ids[0])
      let before = try await bench.batch(id)
      try await bench.reopen()
      #expect(try await bench.batch(id) == before)
      try await bench.finish(ids[1])
      #expect(try await bench.batch(id).counts == [.succeeded: 2])
      _ = try await bench.store.closeBatch(id, now: bench.now)
      bench.now = bench.now + 10 * StoreBench.keepForMicros
      _ = try await bench.store.prune(now: bench.now, limit: 10)
      #expect(try await bench.store.batch(id) == nil)
    }
  }
}
