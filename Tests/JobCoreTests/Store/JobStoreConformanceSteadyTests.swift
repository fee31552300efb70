// What lasts so long lasts so long, whatever somebody sets the clock to meanwhile: leases, timeouts and graces of attempts
// elsewhere, and the timeouts of batches. Deadlines follow the clock.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceSteadyTests {
  private static let second: Int64 = 1_000_000
  private static let hour: Int64 = 3_600 * second
  private static let steps = [hour, -hour, 365 * 24 * hour, -365 * 24 * hour, second / 2]

  /// Somebody sets the clock, and the store hears of it.
  private func step(_ bench: StoreBench, _ micros: Int64) async throws {
    bench.clock.step(byMicros: micros)
    bench.store.promoteDue(now: bench.now)
    try await bench.settle()
  }

  private func pass(_ bench: StoreBench, _ micros: Int64) async throws {
    bench.now = bench.now + micros
    bench.store.promoteDue(now: bench.now)
    try await bench.settle()
  }

  private func timeout(_ micros: Int64) -> JobPatch {
    var patch = JobPatch()
    patch.timeoutMicros = .set(micros)
    return patch
  }

  private func isToldToEnd(_ remote: RemoteBench, _ claims: [RemoteClaim]) async throws -> Bool {
    guard case .live(let lease)? = try await remote.heartbeats(claims).first else { return true }
    return lease.cancel != nil
  }

  @Test(arguments: StoreKind.all, steps) func leaseLastsAsLongAsItWasToLast(
    _ kind: StoreKind, _ micros: Int64
  ) async throws {
    try await kind.withRemoteStore { bench, remote in
      let id = try await bench.insert(.far { $0.retry = .quick(2) })
      let claims = try await remote.claim()
      try await pass(bench, 10 * Self.second)
      try await step(bench, micros)
      #expect(try await bench.state(id) == .running)
      guard case .live(let lease)? = try await remote.heartbeats(claims).first else {
        Issue.record("a lease that is renewed was lost")
        return
      }
      // What is said is said by the clock as it is now.
      #expect(lease.expiresAt == bench.now + remote.leaseMicros)
      #expect(try await remote.claim().isEmpty)
      let stored = remote.leaseMicros / 3 * 4 + Limits.leaseMarginMicros
      #expect(bench.told.nextDue == bench.now + stored)
      try await step(bench, -micros)
      #expect(bench.told.nextDue == bench.now + stored)
      try await pass(bench, stored - 1)
      #expect(try await bench.state(id) == .running)
      try await pass(bench, 1)
      #expect(try await bench.state(id) != .running)
    }
  }

  @Test(arguments: StoreKind.all, steps) func silentWorkerLosesItsJobWhenItsLeaseIsOver(
    _ kind: StoreKind, _ micros: Int64
  ) async throws {
    try await kind.withRemoteStore { bench, remote in
      let id = try await bench.insert(.far())
      let claim = try #require(try await remote.claim().first)
      #expect(claim.lease.expiresAt == bench.now + remote.leaseMicros)
      try await step(bench, micros)
      try await pass(bench, remote.leaseMicros + Limits.leaseMarginMicros - 1)
      #expect(try await bench.state(id) == .running)
      try await pass(bench, 1)
      #expect(try await bench.job(id).reason == .lost)
    }
  }

  @Test(arguments: StoreKind.all, steps) func timeoutAndGraceLastAsLongAsTheyWereToLast(
    _ kind: StoreKind, _ micros: Int64
  ) async throws {
    try await kind.withRemoteStore { bench, remote in
      let id = try await bench.insert(
        NewJob.far {
          $0.timeoutMicros = 3 * Self.second
          $0.graceMicros = 2 * Self.second
        })
      let alone = try await bench.insert(.external { $0.timeoutMicros = 3 * Self.second })
      try await bench.settle()
      let claims = try await remote.claim()
      try await pass(bench, Self.second)
      try await step(bench, micros)
      try await pass(bench, 2 * Self.second - 1)
      #expect(try await !isToldToEnd(remote, claims))
      #expect(try await bench.state(alone) == .running)
      try await pass(bench, 1)
      #expect(try await isToldToEnd(remote, claims))
      #expect(try await bench.job(alone).reason == .timeout)
      try await pass(bench, Self.second)
      try await step(bench, micros)
      try await pass(bench, Self.second - 1)
      #expect(try await bench.state(id) == .running)
      try await pass(bench, 1)
      #expect(try await bench.job(id).reason == .timeout)
    }
  }

  @Test(arguments: StoreKind.all) func deadlineFollowsTheClock(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let deadline = bench.now + Self.hour
      let job = NewJob.far {
        $0.deadline = deadline
        $0.timeoutMicros = 2 * Self.hour
        $0.graceMicros = 0
      }
      let ids = try await bench.insert([job, job]).map(\.id)
      _ = try await remote.claim(max: 2)
      try await step(bench, -Self.hour)
      // The timeout comes before the deadline now.
      _ = try await bench.store.update(ids[1], timeout(Self.second), now: bench.now)
      try await pass(bench, Self.second)
      #expect(try await bench.job(ids[1]).failure?.code == "timeout")
      #expect(try await bench.state(ids[0]) == .running)
      #expect(bench.told.nextDue.map { $0 < deadline } == true)
      try await step(bench, 2 * Self.hour)
      #expect(try await bench.job(ids[0]).failure?.code == "deadline")
    }
  }

  @Test(arguments: StoreKind.all, [hour, -hour]) func editedTimeoutCountsFromTheBeginning(
    _ kind: StoreKind, _ micros: Int64
  ) async throws {
    try await kind.withRemoteStore { bench, _ in
      let id = try await bench.insert(.external { $0.timeoutMicros = Self.hour / 2 })
      try await bench.settle()
      try await pass(bench, 4 * Self.second)
      try await step(bench, micros)
      let update = try await bench.store.update(id, timeout(4 * Self.second), now: bench.now)
      guard case .timePassed(let ran) = update else {
        Issue.record("a timeout that has passed was taken")
        return
      }
      #expect(ran == 4 * Self.second)
      #expect(try await bench.store.update(id, timeout(10 * Self.second), now: bench.now).isDone)
      try await pass(bench, 6 * Self.second - 1)
      #expect(try await bench.state(id) == .running)
      try await pass(bench, 1)
      #expect(try await bench.job(id).reason == .timeout)
    }
  }

  /// A later daemon goes on with what its predecessor knew of the clock.
  @Test(arguments: StoreKind.all, [hour, -hour]) func stepIsRememberedOverARestart(
    _ kind: StoreKind, _ micros: Int64
  ) async throws {
    try await kind.withRemoteStore { bench, remote in
      let id = try await bench.insert(.far())
      let alone = try await bench.insert(.external { $0.timeoutMicros = 100 * Self.second })
      try await bench.settle()
      _ = try await remote.claim()
      try await step(bench, micros)
      for _ in 0..<2 {
        try await pass(bench, 20 * Self.second)
        try await bench.reopen()
        try await bench.settle()
      }
      #expect(try await bench.state(id) == .running)
      #expect(try await bench.state(alone) == .running)
      // A start gives a lease half a minute, from when it is over: so long it takes by the machine's clock.
      let startMicros = 20 * Self.second
      try await pass(bench, Limits.leaseAfterStartMicros + Limits.leaseMarginMicros + startMicros)
      #expect(try await bench.job(id).reason == .lost)
      try await pass(bench, 8 * Self.second - 1)
      #expect(try await bench.state(alone) == .running)
      try await pass(bench, 1)
      #expect(try await bench.job(alone).reason == .timeout)
    }
  }

  /// Set back while nobody ran, and looked at by more than one start.
  @Test(arguments: StoreKind.all, [hour, 365 * 24 * hour]) func whatIsLookedAtTwiceIsNotShortened(
    _ kind: StoreKind, _ micros: Int64
  ) async throws {
    try await kind.withRemoteStore { bench, remote in
      let limit = 600 * Self.second
      let alone = try await bench.insert(.external { $0.timeoutMicros = limit })
      try await bench.settle()
      let stopped = try await bench.insert(.far { $0.graceMicros = limit })
      let claims = try await remote.claim()
      let failing = try await bench.start(.noop { $0.retry = .attempts(2, pauseMicros: limit) })
      try await bench.end(failing, .exited(code: 1))
      _ = try await bench.store.cancel(stopped, CancelOptions(), now: bench.now)
      bench.clock.step(byMicros: -micros)
      for _ in 0..<3 {
        try await bench.reopen()
        bench.store.promoteDue(now: bench.now)
        try await bench.settle()
        try await pass(bench, 40 * Self.second)
        _ = try await remote.heartbeats(claims)
      }
      // The first of the starts gave them all of their time.
      #expect(try await bench.state(alone) == .running)
      #expect(try await bench.state(stopped) == .running)
      #expect(try await bench.state(failing.id) == .retrying)
      try await pass(bench, limit)
      #expect(try await bench.job(alone).reason == .timeout)
      #expect(try await bench.state(stopped) == .cancelled)
      #expect(try await bench.state(failing.id) == .queued)
    }
  }

  @Test(arguments: StoreKind.all, steps) func timeoutOfABatchLastsAsLongAsItWasToLast(
    _ kind: StoreKind, _ micros: Int64
  ) async throws {
    try await kind.withStore { bench async throws in
      let (id, _) = try await bench.batch([.noop()]) { $0.timeoutMicros = 3 * Self.second }
      let (other, _) = try await bench.batch([.noop()]) {
        $0.timeoutMicros = 3 * Self.hour
        $0.deadline = bench.now + 2 * Self.hour
      }
      try await step(bench, micros)
      let isLate = micros > 2 * Self.hour
      #expect(try await bench.batch(other).isTimedOut == isLate)
      #expect(try await !bench.batch(id).isTimedOut)
      #expect(bench.told.nextDue == bench.now + 3 * Self.second)
      try await pass(bench, 3 * Self.second - 1)
      #expect(try await !bench.batch(id).isTimedOut)
      try await pass(bench, 1)
      #expect(try await bench.batch(id).isTimedOut)
      // Of the two, the one that comes first counts.
      try await pass(bench, 3 * Self.hour)
      #expect(try await bench.batch(other).isTimedOut)
    }
  }

  /// A pause of a job's own choice is no time of day.
  @Test(arguments: StoreKind.all, [false, true]) func snoozeIsReckonedFromNow(
    _ kind: StoreKind, _ isRestarted: Bool
  ) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start()
      try await bench.end(job, .snoozed(micros: 5 * Self.second))
      let asked = try await bench.insert(.noop { $0.start = .at(bench.now + 5 * Self.second) })
      bench.clock.step(byMicros: -Self.hour)
      if isRestarted { try await bench.reopen() }
      try await step(bench, 0)
      try await pass(bench, 5 * Self.second)
      #expect(try await bench.state(job.id) == .queued)
      #expect(try await bench.state(asked) == .scheduled)
    }
  }
}
