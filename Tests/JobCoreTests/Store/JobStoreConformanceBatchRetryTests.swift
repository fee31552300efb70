// What every store does when a member of a batch is retried by hand: while the batch is being cancelled, and with what
// the batch says of its first failure.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceBatchRetryTests {
  private func cancel(_ bench: StoreBench, _ id: BatchID) async throws {
    guard case .done = try await bench.store.cancelBatch(id, reason: "why", now: bench.now) else {
      throw Unexpected(what: "the batch was not cancelled")
    }
  }

  @Test(arguments: StoreKind.all) func retryWhileTheCancelIsUnderWayIsRefused(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop(), .noop()], isFailFast: true)
      let running = try await bench.claim(2)
      try await bench.end(running[0], .exited(code: 1))
      #expect(try await !bench.batch(id).isDone)
      let answer = try await bench.store.move(ids[0], .retry, now: bench.now)
      #expect(!answer.isDone)
      #expect(try await bench.state(ids[0]) == .failed)
      let step = try await bench.store.bulk(.retry, ids, now: bench.now)
      #expect(step.count == 0 && step.passed == 2)
      // What is left of it ends, and it is no secret that it may be retried then.
      try await bench.end(running[1], .signaled(15), cause: .cancel)
      #expect(try await bench.batch(id).isDone)
      #expect(try await bench.store.move(ids[0], .retry, now: bench.now).isDone)
      #expect(try await bench.claim(2).map(\.id) == [ids[0]])
      let batch = try await bench.batch(id)
      #expect(!batch.isDone && !batch.isCancelRequested)
    }
  }

  /// How a shielded attempt can leave `running` without having ended the job.
  private static let departures: [(String, Outcome, StopCause?)] = [
    ("another attempt", .exited(code: 1), nil), ("stop", .stopped, .shutdown), ("snooze", .snoozed(micros: 5), nil),
  ]

  @Test(arguments: StoreKind.all) func memberThatAbsorbedTheCancelDoesNotStartOnceMore(_ kind: StoreKind) async throws {
    for (name, outcome, cause) in Self.departures {
      try await kind.withStore { bench async throws in
        let (id, ids) = try await bench.batch([
          .noop {
            $0.isShielded = true
            $0.retry = .attempts(3, pauseMicros: 5_000_000)
          }
        ])
        let running = try #require(try await bench.claim().first)
        try await cancel(bench, id)
        // Nobody will ever claim it.
        try await bench.store.setQueue("default", QueueSettings(isPaused: true), now: bench.now)
        try await bench.end(running, outcome, cause: cause)
        try await eventually(within: .seconds(10), "\(name): \(ids[0]) waits for ever") {
          try await bench.state(ids[0]) == .cancelled
        }
        let batch = try await bench.batch(id)
        #expect(batch.isDone && batch.counts == [.cancelled: 1], "\(name)")
        #expect(try await bench.job(ids[0]).failure?.message == "why", "\(name)")
      }
    }
  }

  @Test(arguments: StoreKind.all) func membersThatNobodyClaimsEndWithTheCancel(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await bench.store.setQueue("paused", QueueSettings(isPaused: true), now: bench.now)
      let (id, _) = try await bench.batch([
        .noop { $0.queue = "paused" },
        .noop { $0.executor = Lane.remoteExecutor },
        .noop { $0.holds = true },
        .noop { $0.start = .after(micros: 5_000_000) },
      ])
      try await cancel(bench, id)
      #expect(try await bench.batch(id).counts == [.cancelled: 4])
    }
  }

  @Test(arguments: StoreKind.all) func whatABatchSaysOfItsFirstFailureFollowsTheRetries(_ kind: StoreKind) async throws
  {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop(), .noop { $0.holds = true }, .noop(), .noop()])
      let running = try await bench.claim(3)
      func expect(_ failure: JobID?, _ error: JobID?, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let batch = try await bench.batch(id)
        #expect(batch.firstFailure == failure && batch.firstError == error, sourceLocation: sourceLocation)
      }
      // By the time of their ends: the second (cancelled), the third, the first; the fourth succeeds.
      _ = try await bench.store.cancel(ids[1], CancelOptions(), now: bench.now)
      for (number, code) in [(1, 1), (0, 1), (2, 0)] as [(Int, Int32)] {
        bench.now = bench.now + 10
        try await bench.end(running[number], .exited(code: code))
      }
      try await expect(ids[2], ids[1])
      _ = try await bench.store.move(ids[0], .retry, now: bench.now)
      try await expect(ids[2], ids[1])
      _ = try await bench.store.move(ids[2], .retry, now: bench.now)
      try await expect(nil, ids[1])
      _ = try await bench.store.move(ids[1], .retry, now: bench.now)
      try await expect(nil, nil)
      try await bench.reopen()
      try await expect(nil, nil)
      for job in try await bench.claim(3) { try await bench.end(job, .exited(code: 0)) }
      try await expect(nil, nil)
      #expect(try await bench.batch(id).isSuccess)
    }
  }

  @Test(arguments: StoreKind.all) func theNextFailureTakesThePlaceOfOneThatIsRetried(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop(), .noop(), .noop()])
      let running = try await bench.claim(3)
      for number in [2, 0, 1] {
        bench.now = bench.now + 10
        try await bench.end(running[number], .exited(code: 1))
      }
      for (retried, next) in [(ids[2], ids[0]), (ids[0], ids[1])] {
        _ = try await bench.store.move(retried, .retry, now: bench.now)
        let batch = try await bench.batch(id)
        #expect(batch.firstFailure == next && batch.firstError == next)
      }
    }
  }
}
