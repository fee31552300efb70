// What every store does with the limits of a batch: wait_for over a gather and a callback on it, which outlive whoever
// waits; and with jobs that are given no time.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceBatchLimitTests {
  private static let hook = "http://example.com/done"

  private func isRefused(_ bench: StoreBench, into batch: BatchID) async throws -> Bool {
    if case .batchClosed = try await bench.refusal([.noop { $0.batch = batch }]) { true } else { false }
  }

  @Test(arguments: StoreKind.all) func whatIsLeftWhenTheTimeIsUpIsCancelled(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop(), .noop(), .noop()]) { $0.timeoutMicros = 1_000 }
      #expect(try await bench.batch(id).deadline == bench.now + 1_000)
      #expect(bench.told.nextDue == bench.now + 1_000)
      let running = try await bench.claim(2)
      try await bench.end(running[0], .returned(result: nil))
      bench.store.promoteDue(now: bench.now + 999)
      try await bench.store.ping()
      #expect(try await !bench.batch(id).isCancelRequested)
      bench.now = bench.now + 1_000
      bench.store.promoteDue(now: bench.now)
      // The members follow in a transaction of their own.
      try await bench.store.ping()
      try await bench.store.ping()
      let batch = try await bench.batch(id)
      #expect(batch.isTimedOut && batch.isCancelRequested && !batch.isDone)
      #expect(try await isRefused(bench, into: id))
      let waiting = try await bench.job(ids[2])
      #expect(waiting.state == .cancelled && waiting.reason == .timeout && !waiting.isTimedOut)
      #expect(waiting.failure?.message == "the time of batch \(id) was up")
      #expect(bench.told.all.flatMap(\.stops).map(\.fence.job) == [ids[1]])
      #expect(bench.told.nextDue == nil)
      try await bench.end(running[1], .signaled(15), cause: .cancel)
      let stopped = try await bench.job(ids[1])
      #expect(stopped.state == .cancelled && stopped.reason == .timeout)
      #expect(try await bench.batch(id).isDone)
      #expect(try await bench.job(ids[0]).state == .succeeded)
    }
  }

  @Test(arguments: StoreKind.all) func theLimitHoldsOverARestartAndCancelsOnce(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let end = bench.now + 5_000
      let (id, ids) = try await bench.batch([.noop()], staysOpen: true) {
        $0.timeoutMicros = 60_000_000
        $0.deadline = end
      }
      bench.told.clear()
      try await bench.reopen()
      bench.store.promoteDue(now: bench.now)
      try await bench.store.ping()
      #expect(bench.told.nextDue == end)
      bench.now = end + 1
      bench.store.promoteDue(now: bench.now)
      try await bench.store.ping()
      try await bench.store.ping()
      #expect(try await bench.state(ids[0]) == .cancelled)
      let batch = try await bench.batch(id)
      #expect(batch.isDone && batch.isTimedOut && batch.finishedAt == bench.now)
      try await bench.reopen()
      bench.told.clear()
      bench.store.promoteDue(now: bench.now + 10)
      try await bench.store.ping()
      #expect(try await bench.batch(id) == batch)
      #expect(bench.told.all.flatMap(\.batchEvents).isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func aBatchWithoutTimeStartsNothing(_ kind: StoreKind) async throws {
    for micros in [Int64(0), -1_000_000] {
      try await kind.withStore { bench async throws in
        let count = Limits.batchCancelChunk + 3
        let waiting = bench.beginClaim()
        let (id, ids) = try await bench.batch((0..<count).map { _ in .noop() }) { $0.timeoutMicros = micros }
        try await bench.store.ping()
        try await bench.store.ping()
        let batch = try await bench.batch(id)
        #expect(batch.isDone && batch.isTimedOut && batch.counts == [.cancelled: count])
        let first = try await bench.job(ids[0])
        #expect(first.reason == .timeout && first.attempt == 0)
        bench.store.withdrawClaim()
        #expect(try await waiting.value.isEmpty)
      }
    }
  }

  @Test(arguments: StoreKind.all) func aBatchThatIsDoneInTimeIsLeftAlone(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop()]) { $0.timeoutMicros = 1_000 }
      try await bench.finish(ids[0])
      #expect(bench.told.nextDue == nil)
      bench.store.promoteDue(now: bench.now + 2_000)
      try await bench.store.ping()
      let batch = try await bench.batch(id)
      #expect(batch.isDone && !batch.isTimedOut && !batch.isCancelRequested && batch.isSuccess)
    }
  }

  /// gather raises CancelledError after a cancel, whatever its children returned; wait_for then TimeoutError.
  @Test(arguments: StoreKind.all) func aValueInSpiteOfTheCancelDoesNotSaveTheBatch(_ kind: StoreKind) async throws {
    for isTimeout in [true, false] {
      try await kind.withStore { bench async throws in
        let (id, ids) = try await bench.batch([.noop()]) {
          $0.timeoutMicros = isTimeout ? 1_000 : nil
          $0.callbacks = [Callback(.url(Self.hook), on: .success), Callback(.url(Self.hook), on: .failure)]
        }
        let good = try await bench.insert(.noop { $0.after = [Dependency(.batch(id), on: .success)] })
        let bad = try await bench.insert(.noop { $0.after = [Dependency(.batch(id), on: .failure)] })
        let running = try #require(try await bench.claim().first)
        if isTimeout {
          bench.now = bench.now + 1_000
          bench.store.promoteDue(now: bench.now)
        } else {
          _ = try await bench.store.cancelBatch(id, reason: nil, now: bench.now)
        }
        try await bench.store.ping()
        try await bench.end(running, .exited(code: 0), cause: .cancel)
        #expect(try await bench.state(ids[0]) == .succeeded)
        let batch = try await bench.batch(id)
        #expect(batch.isDone && !batch.isSuccess && batch.isTimedOut == isTimeout)
        #expect(try await bench.store.callbacks(of: .batch(id)).map(\.state) == [.unmet, .due])
        #expect(try await bench.state(good) == .skipped)
        #expect(try await bench.state(bad) == .queued)
        // Decided in the same way for one that comes late.
        let late = try await bench.insert(.noop { $0.after = [Dependency(.batch(id), on: .success)] })
        #expect(try await bench.state(late) == .skipped)
      }
    }
  }

  @Test(arguments: StoreKind.all) func aRetryOfAMemberRenewsTheBatch(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop()]) {
        $0.timeoutMicros = 1_000
        $0.callbacks = [Callback(.url(Self.hook))]
      }
      bench.now = bench.now + 1_000
      bench.store.promoteDue(now: bench.now)
      try await bench.store.ping()
      try await bench.store.ping()
      #expect(try await bench.batch(id).isDone)
      _ = try await bench.store.move(ids[0], .retry, now: bench.now)
      let again = try await bench.batch(id)
      #expect(!again.isDone && !again.isTimedOut && !again.isCancelRequested && again.deadline == nil)
      #expect(try await bench.store.callbacks(of: .batch(id)).map(\.state) == [.due, .waiting])
      try await bench.finish(ids[0])
      #expect(try await bench.batch(id).isSuccess)
      #expect(try await bench.store.callbacks(of: .batch(id)).map(\.state) == [.due, .due])
    }
  }

  @Test(arguments: StoreKind.all) func aBatchIsKeptForItsCallbacks(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop()]) { $0.callbacks = [Callback(.url(Self.hook))] }
      let (other, others) = try await bench.batch([.noop()])
      #expect(try await bench.store.nextCallback(after: bench.now - 1) == nil)
      try await bench.finish(ids[0])
      try await bench.finish(others[0])
      #expect(try await bench.store.nextCallback(after: bench.now - 1) == bench.now)
      let due = try #require(try await bench.store.dueCallbacks(now: bench.now, limit: 9, after: nil).first)
      #expect(due.owner == .batch(id))
      for job in [ids[0], others[0]] { _ = try await bench.store.delete(job, now: bench.now) }
      #expect(try await bench.store.batch(other) == nil)
      #expect(try await bench.store.batch(id) != nil)
      try await bench.store.recordCallback(due, .again(bench.now + 5, error: "no"), now: bench.now)
      #expect(try await bench.store.batch(id) != nil)
      let again = try #require(try await bench.store.dueCallbacks(now: bench.now + 5, limit: 9, after: nil).first)
      try await bench.store.recordCallback(again, .delivered, now: bench.now + 5)
      #expect(try await bench.store.batch(id) == nil)
      #expect(try await bench.store.callbacks(of: .batch(id)).isEmpty)
    }
  }

  // MARK: Jobs without time

  @Test(arguments: StoreKind.all) func aJobWithoutTimeIsNotStarted(_ kind: StoreKind) async throws {
    for micros in [Int64(0), -1_000_000] {
      try await kind.withStore { bench async throws in
        let id = try await bench.insert(
          .noop {
            $0.timeoutMicros = micros
            $0.retry = .attempts(3)
          })
        let next = try await bench.insert()
        #expect(try await bench.claim(9).map(\.id) == [next])
        let job = try await bench.job(id)
        #expect(job.state == .failed && job.reason == .timeout && job.isTimedOut)
        #expect(job.attempt == 0 && job.startedAt == nil && job.failure?.code == "timeout")
      }
    }
  }

  @Test(arguments: StoreKind.all) func anEditGivesTimeAndTakesIt(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let given = try await bench.insert(.noop { $0.timeoutMicros = 0 })
      let taken = try await bench.insert()
      var patch = JobPatch()
      patch.timeoutMicros = .set(1_000)
      _ = try await bench.store.update(given, patch, now: bench.now)
      patch.timeoutMicros = .set(-5)
      _ = try await bench.store.update(taken, patch, now: bench.now)
      #expect(try await bench.claim(9).map(\.id) == [given])
      #expect(try await bench.job(taken).reason == .timeout)
    }
  }
}
