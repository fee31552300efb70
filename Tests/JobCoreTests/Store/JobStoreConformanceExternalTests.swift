// What every store does with external jobs: they run nothing, hold no slot, and end by somebody's word or the clock.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceExternalTests {
  @Test(arguments: StoreKind.all) func itRunsAtOnceAndHoldsNoSlot(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      var narrow = QueueSettings()
      narrow.slots = 1
      try await bench.store.setQueue("default", narrow, now: bench.now)
      let ids = try await bench.insert((0..<3).map { _ in .external() }).map(\.id)
      for id in ids { #expect(try await bench.state(id) == .running) }
      #expect(try await bench.store.queues().first?.slotsUsed == 0)
      let plain = try await bench.insert(.noop())
      #expect(try await bench.claim(5).map(\.id) == [plain])
      try await bench.reopen()
      #expect(try await bench.store.queues().first?.slotsUsed == 1)
      #expect(try await bench.store.lostAttempts().map(\.job.id) == [plain])
    }
  }

  /// It starts in a transaction of its own, and the word about it may be in that one.
  @Test(arguments: StoreKind.all) func whoHearsThatItIsThereMayEndIt(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let (store, job, now) = (remote.store, NewJob.external(), bench.now)
      let writer = try #require(store as? any WritingStore).writer
      let failure = JobFailure(code: "no", message: "denied")
      let ending: Task<VerbAnswer<Job>, any Error> = await withCheckedContinuation { heard in
        let insert: StoreOperation.Body = { tx throws(StoreError) in
          guard case .created(let jobs, _) = try Submit.jobs([job], idempotency: nil, tx) else { return {} }
          return {
            // What it asks for is in the mailbox before the writer looks there again.
            heard.resume(
              returning: Task.immediate {
                try await store.endExternal(jobs[0].id, .failed(failure, mayRetry: false), now: now)
              })
          }
        }
        writer.post(StoreOperation(patience: .none, askedAt: now, execute: insert, fail: { _ in }))
      }
      #expect(try await ending.value.value?.state == .failed)
    }
  }

  @Test(arguments: StoreKind.all) func itEndsByAWordFromOutside(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let ids = try await bench.insert((0..<3).map { _ in .external { $0.retry = .attempts(2) } }).map(\.id)
      let store = remote.store
      let done = try await store.endExternal(ids[0], .completed(result: Array("7".utf8)), now: bench.now)
      #expect(done.value?.state == .succeeded)
      #expect(try await bench.store.handlerResult(ids[0], start: 1) == Array("7".utf8))
      let failure = JobFailure(code: "no", message: "denied")
      #expect(
        try await store.endExternal(ids[1], .failed(failure, mayRetry: true), now: bench.now).value?.state == .retrying)
      #expect(
        try await store.endExternal(ids[2], .failed(failure, mayRetry: false), now: bench.now).value?.state == .failed)
      #expect(try await store.endExternal(ids[0], .completed(result: nil), now: bench.now).refusal == .succeeded)
      #expect(try await store.endExternal(JobID(99), .completed(result: nil), now: bench.now).isNotFound)
      let plain = try await bench.start()
      guard case .invalid = try await store.endExternal(plain.id, .completed(result: nil), now: bench.now) else {
        Issue.record("a job that runs something was ended from outside")
        return
      }
    }
  }

  @Test(arguments: StoreKind.all) func cancelsAndLimitsEndItAtOnce(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let cancelled = try await bench.insert(.external())
      #expect(try await bench.store.cancel(cancelled, CancelOptions(), now: bench.now).value?.state == .cancelled)
      let limited = try await bench.insert(.external { $0.timeoutMicros = 1_000 })
      let due = try await bench.insert(.external { $0.deadline = bench.now + 1_000 })
      let never = try await bench.insert(.external { $0.timeoutMicros = 0 })
      #expect(try await bench.job(never).reason == .timeout)
      try await remote.pass(micros: 1_000)
      #expect(try await bench.job(limited).reason == .timeout)
      #expect(try await bench.job(due).reason == .timeout)
    }
  }

  @Test(arguments: StoreKind.all) func pausesParentsAndKeysHoldIt(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      var paused = QueueSettings()
      paused.isPaused = true
      try await bench.store.setQueue("p", paused, now: bench.now)
      let waiting = try await bench.insert(.external { $0.queue = "p" })
      #expect(try await bench.state(waiting) == .queued)
      _ = try await bench.store.setQueuePaused("p", false, now: bench.now)
      #expect(try await bench.state(waiting) == .running)

      let rule = LimitRule(key: "k", max: 1)
      let ids = try await bench.insert((0..<2).map { _ in .external { $0.limit = rule } }).map(\.id)
      #expect(try await bench.state(ids[1]) == .queued)
      _ = try await remote.store.endExternal(ids[0], .completed(result: nil), now: bench.now)
      #expect(try await bench.state(ids[1]) == .running)

      let child = try await bench.follow([ids[1]])
      _ = try await remote.store.endExternal(ids[1], .completed(result: nil), now: bench.now)
      #expect(try await bench.state(child) == .queued)
    }
  }

  @Test(arguments: StoreKind.all) func moreThanOneTransactionTakesAreStartedToo(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, _ in
      let count = Limits.promoteBatchMax * 2 + 7
      _ = try await bench.insert((0..<count).map { _ in .external() })
      try await bench.store.ping()
      try await eventually("all of them run") { try await bench.counts()[.running] == count }
    }
  }

  @Test(arguments: StoreKind.all) func drainingStartsNothing(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      remote.store.setDraining(true)
      let id = try await bench.insert(.external())
      #expect(try await bench.state(id) == .queued)
      remote.store.setDraining(false)
      try await bench.store.ping()
      #expect(try await bench.state(id) == .running)
    }
  }
}
