// A clock that was set back: what is reckoned from a moment that has not been yet is reckoned from now, a promised time
// of day stays, and what has fired does not fire again.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceClockTests {
  private static let hour: Int64 = 3_600_000_000
  private static let year: Int64 = 365 * 24 * hour

  /// Sets the clock, forwards or backwards, and lets the store see to what follows.
  private func set(_ bench: StoreBench, _ moment: Timestamp) async throws {
    bench.now = moment
    for _ in 0..<4 {
      bench.store.promoteDue(now: bench.now)
      try await bench.store.ping()
    }
  }

  // MARK: Rates

  @Test(arguments: StoreKind.all, [false, true])
  func queueWithARateGoesOn(_ kind: StoreKind, _ isRestarted: Bool) async throws {
    try await kind.withStore { bench async throws in
      var settings = QueueSettings()
      settings.rate = StartRate(count: 1, perMicros: 1_000_000)
      try await bench.store.setQueue("default", settings, now: bench.now)
      _ = try await bench.insert((0..<3).map { _ in .noop() })
      #expect(try await bench.claim(5).count == 1)
      bench.now = bench.now - Self.hour
      if isRestarted { try await bench.reopen() }
      #expect(try await bench.claim(5).isEmpty)
      bench.now = bench.now + 999_000
      #expect(try await bench.claim(5).isEmpty)
      bench.now = bench.now + 1_000
      #expect(try await bench.claim(5).count == 1)
      // A claim that waits hears of the next token in time.
      bench.now = bench.now - Self.hour
      let waiting = bench.beginClaim(5)
      bench.store.promoteDue(now: bench.now)
      try await bench.store.ping()
      try await bench.store.ping()
      let next = try #require(bench.told.nextDue)
      #expect(next <= bench.now + 1_000_000)
      bench.now = next
      bench.store.promoteDue(now: bench.now)
      try await bench.store.ping()
      bench.store.withdrawClaim()
      #expect(try await waiting.value.count == 1)
    }
  }

  // MARK: Schedules

  private func schedule(_ bench: StoreBench, _ timing: NewSchedule.Timing) async throws {
    var spec = NewSchedule(timing, job: .noop { $0.keepForMicros = 1 })
    spec.overlap = .queue
    guard case .done = try await bench.store.setSchedule("s", spec, now: bench.now) else {
      throw Unexpected(what: "the schedule was refused")
    }
  }

  private func fired(_ bench: StoreBench) async throws -> Int {
    try await bench.store.schedule("s")?.firedCount ?? 0
  }

  @Test(arguments: StoreKind.all, [NewSchedule.Timing.every(micros: 60_000_000), .cron("* * * * *")])
  func scheduleFiresAgainAfterAClockThatLeaptAheadAndCameBack(
    _ kind: StoreKind, _ timing: NewSchedule.Timing
  ) async throws {
    try await kind.withStore { bench async throws in
      let start = bench.now
      try await schedule(bench, timing)
      try await set(bench, start + 60_000_000)
      #expect(try await fired(bench) == 1)
      try await set(bench, start + 10 * Self.year)
      let during = try await fired(bench)
      #expect(during > 1)
      try await set(bench, start + 90_000_000)
      let next = try #require(try await bench.store.schedule("s")?.nextAt)
      #expect(next > bench.now && next <= bench.now + 60_000_000)
      #expect(bench.told.nextDue == next)
      try await set(bench, next)
      #expect(try await fired(bench) == during + 1)
      try await set(bench, next + 60_000_000)
      #expect(try await fired(bench) == during + 2)
    }
  }

  @Test(arguments: StoreKind.all) func whatHasFiredDoesNotFireAgainEvenIfItsJobIsGone(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let start = bench.now
      try await schedule(bench, .every(micros: 60_000_000))
      for minute in 1...3 as ClosedRange<Int64> { try await set(bench, start + minute * 60_000_000) }
      #expect(try await fired(bench) == 3)
      for job in try await bench.claim(5) { try await bench.end(job, .exited(code: 0)) }
      for job in try await bench.claim(5) { try await bench.end(job, .exited(code: 0)) }
      for job in try await bench.claim(5) { try await bench.end(job, .exited(code: 0)) }
      _ = try await bench.store.prune(now: bench.now + 10, limit: 10)
      #expect(try await bench.counts().values.reduce(0, +) == 0)
      // The same three minutes once more, and then a fourth.
      for minute in 0...3 as ClosedRange<Int64> {
        try await set(bench, start + minute * 60_000_000)
        #expect(try await fired(bench) == 3)
      }
      #expect(try await bench.store.schedule("s")?.skippedCount == 0)
      try await set(bench, start + 4 * 60_000_000)
      #expect(try await fired(bench) == 4)
    }
  }

  @Test(arguments: StoreKind.all) func intervalCountsOnAlsoBeforeItsBeginning(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let start = bench.now
      bench.now = start + 10 * Self.year
      try await schedule(bench, .every(micros: 60_000_000))
      try await set(bench, start)
      let next = try #require(try await bench.store.schedule("s")?.nextAt)
      #expect(next > start && next <= start + 60_000_000)
      try await set(bench, next)
      #expect(try await fired(bench) == 1)
    }
  }

  @Test(arguments: StoreKind.all) func scheduleFiresAgainWhenTheClockCameBackBetweenTwoBoots(
    _ kind: StoreKind
  ) async throws {
    try await kind.withStore { bench async throws in
      let start = bench.now
      try await schedule(bench, .cron("* * * * *"))
      try await set(bench, start + 10 * Self.year)
      let during = try await fired(bench)
      bench.now = start
      try await bench.reopen()
      try await set(bench, start)
      try await set(bench, start + 60_000_000)
      #expect(try await fired(bench) == during + 1)
    }
  }

  // MARK: Attempts elsewhere

  @Test(arguments: StoreKind.all) func leaseOfAWorkerThatIsGoneRunsOut(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let id = try await bench.insert(.far())
      let claims = try await remote.claim()
      try await remote.pass(micros: 30_000_000)
      _ = try await remote.heartbeats(claims)
      try await set(bench, bench.now - Self.hour)
      #expect(try await bench.job(id).state == .running)
      // A lease is renewed for a third more than is said.
      try await set(bench, bench.now + remote.leaseMicros / 3 * 4 + Limits.leaseMarginMicros)
      #expect(try await bench.job(id).reason == .lost)
    }
  }

  @Test(arguments: StoreKind.all) func timeoutOfARemoteAttemptIsReckonedFromNow(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let deadline = bench.now + 2_000_000
      let id = try await bench.insert(
        NewJob.far {
          $0.timeoutMicros = 3_000_000
          $0.graceMicros = 1_000_000
        })
      let byTheClock = try await bench.insert(.far { $0.deadline = deadline })
      _ = try await remote.claim(max: 2)
      try await set(bench, bench.now - Self.hour)
      try await set(bench, bench.now + 3_000_000)
      // Told to end; its grace is reckoned from now as well.
      try await set(bench, bench.now - Self.hour)
      try await set(bench, bench.now + 1_000_000)
      let job = try await bench.job(id)
      #expect(job.state == .failed && job.reason == .timeout)
      // A deadline is a time of day: it comes when the clock says so.
      #expect(try await bench.job(byTheClock).state == .running)
    }
  }

  // MARK: Pauses

  @Test(arguments: StoreKind.all) func pauseBeforeARetryIsReckonedFromNow(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let retrying = try await bench.put(in: .retrying)
      let scheduled = try await bench.insert(.noop { $0.start = .at(bench.now + 5_000_000) })
      try await set(bench, bench.now - Self.hour)
      #expect(try await bench.state(retrying) == .retrying)
      try await set(bench, bench.now + 5_000_000)
      #expect(try await bench.state(retrying) == .queued)
      // A due time is a time of day.
      #expect(try await bench.state(scheduled) == .scheduled)
    }
  }

  /// An attempt that began before the clock was set back ends no earlier than it began.
  @Test(arguments: StoreKind.all) func whatFollowsAnEndIsReckonedFromNow(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let pause: Int64 = 5_000_000
      let id = try await bench.insert(.far { $0.retry = .attempts(2, pauseMicros: pause) })
      let claim = try #require(try await remote.claim().first)
      let here = try await bench.start(.noop { $0.keepForMicros = pause })
      try await set(bench, bench.now - Self.hour)
      let failure = JobFailure(code: "broken", message: "no")
      #expect(try await remote.end(claim, .failed(failure, mayRetry: true))?.runAt == bench.now + pause)
      var end = bench.transition(here, .exited(code: 0))
      end.finishedAt = here.startedAt
      #expect(try await bench.store.apply(end, now: bench.now))
      #expect(try await bench.store.nextExpiry() == bench.now + pause)
      try await set(bench, bench.now + pause)
      #expect(try await bench.state(id) == .queued)
    }
  }

  @Test(arguments: StoreKind.all) func callbackIsCalledNow(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(.noop { $0.callbacks = [Callback(.url("http://localhost/"), on: .any)] })
      try await bench.end(job, .exited(code: 0))
      bench.told.clear()
      try await set(bench, bench.now - Self.hour)
      let due = try await bench.store.dueCallbacks(now: bench.now, limit: 10, after: nil)
      #expect(due.map(\.owner) == [.job(job.id)])
      #expect(bench.told.all.compactMap(\.nextCallback).min().map { $0 <= bench.now } == true)
      // One that was refused has its pause from now on, and no more than the longest there is.
      let call = try #require(due.first)
      let next = bench.now + 1_000_000
      try await bench.store.recordCallback(call, .again(next, error: "no"), now: bench.now)
      try await set(bench, bench.now - 100 * Self.hour)
      let later = try #require(try await bench.store.nextCallback(after: bench.now))
      #expect(later > bench.now && later <= bench.now + 2 * Self.hour)
    }
  }

  @Test(arguments: StoreKind.all) func uniqueKeyIsFreeWhenItsTimeHasPassed(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = NewJob.noop { $0.unique = UniqueRule(key: "u", onConflict: .reject, forMicros: 1_000_000) }
      let first = try await bench.start(job)
      try await bench.end(first, .exited(code: 0))
      try await set(bench, bench.now - Self.hour)
      guard case .duplicate = try await bench.refusal([job]) else {
        throw Unexpected(what: "the key was free at once")
      }
      try await set(bench, bench.now + 1_000_000)
      _ = try await bench.insert(job)
    }
  }
}
