// What every store does with jobs that are carried out elsewhere: claims and those that wait, leases, ends, repeats.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceRemoteTests {
  private func far(_ handler: String = "far", _ change: (inout NewJob) -> Void = { _ in }) -> NewJob {
    var job = NewJob(.handler(name: handler, payload: "7"))
    job.executor = Lane.remoteExecutor
    change(&job)
    return job
  }

  // MARK: Claims

  @Test(arguments: StoreKind.all) func aClaimGivesTheBestFirstAndNoMoreThanAsked(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let jobs = try await bench.insert([
        far(), far { $0.priority = 5 }, far("other"), far { $0.queue = "q" }, .noop(),
      ]).map(\.id)
      let claims = try await remote.claim(max: 2)
      #expect(claims.map(\.job) == [jobs[1], jobs[0]])
      #expect(claims[0].payload == "7" && claims[0].attempt == 1 && claims[0].handler == "far")
      #expect(try await remote.claim(max: 10).map(\.job) == [jobs[3]])
      #expect(try await bench.job(jobs[1]).state == .running)
      #expect(try await remote.claim(handlers: [], queues: ["default"], max: 10).map(\.job) == [jobs[2]])
      #expect(try await remote.claim(max: 10).isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func handlersAndQueuesBothNarrow(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let jobs = try await bench.insert([
        far { $0.queue = "a" }, far { $0.queue = "b" }, far("other") { $0.queue = "a" },
      ]).map(\.id)
      #expect(try await remote.claim(handlers: ["far"], queues: ["b"], max: 10).map(\.job) == [jobs[1]])
      #expect(
        try await remote.claim(handlers: ["far", "other"], queues: ["a"], max: 10).map(\.job) == [jobs[0], jobs[2]])
      #expect(try await remote.claim(handlers: [], queues: ["nowhere"], max: 10).isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func slotsLimitsPausesAndRatesHold(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      var narrow = QueueSettings()
      narrow.slots = 1
      try await bench.store.setQueue("narrow", narrow, now: bench.now)
      var paused = QueueSettings()
      paused.isPaused = true
      try await bench.store.setQueue("paused", paused, now: bench.now)
      var rated = QueueSettings()
      rated.rate = StartRate(count: 1, perMicros: 60_000_000, burst: 1)
      try await bench.store.setQueue("rated", rated, now: bench.now)
      for queue in ["narrow", "paused", "rated"] {
        _ = try await bench.insert([far { $0.queue = queue }, far { $0.queue = queue }])
      }
      _ = try await bench.insert((0..<2).map { _ in far { $0.limit = LimitRule(key: "k", max: 1) } })
      let claims = try await remote.claim(max: 100)
      #expect(Set(claims.map(\.queue)) == ["narrow", "rated", "default"] && claims.count == 3)
      #expect(try await remote.claim(max: 100).isEmpty)
      for claim in claims { _ = try await remote.end(claim, .completed(result: nil)) }
      #expect(Set(try await remote.claim(max: 100).map(\.queue)) == ["narrow", "default"])
      bench.now = bench.now + 61_000_000
      bench.store.promoteDue(now: bench.now)
      #expect(try await remote.claim(max: 100).map(\.queue) == ["rated"])
    }
  }

  @Test(arguments: StoreKind.all) func aClaimThatWaitsIsServedByTheCommitThatBringsTheJob(
    _ kind: StoreKind
  ) async throws {
    try await kind.withRemoteStore { bench, remote in
      let waiting = remote.wait()
      let id = try await bench.insert(far())
      #expect(try await waiting.value.map(\.job) == [id])
    }
  }

  @Test(arguments: StoreKind.all) func oneJobWakesTheOneWhoWaitedLongest(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let waiting = (0..<10).map { _ in remote.wait(max: 5) }
      let id = try await bench.insert(far())
      #expect(try await waiting[0].value.map(\.job) == [id])
      // The next jobs are for the next ones, of which one has gone.
      remote.withdraw(2)
      #expect(try await waiting[1].value.isEmpty)
      let more = try await bench.insert([far(), far { $0.queue = "q" }]).map(\.id)
      #expect(try await waiting[2].value.map(\.job) == more)
      for ticket in 4...10 { remote.withdraw(ticket) }
      for task in waiting[3...] { #expect(try await task.value.isEmpty) }
    }
  }

  @Test(arguments: StoreKind.all) func waitingClaimsGetWhatBecomesReadyByWhateverMeans(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let later = try await bench.insert(far { $0.start = .after(micros: 1_000) })
      let first = remote.wait()
      bench.now = bench.now + 2_000
      bench.store.promoteDue(now: bench.now)
      let claim = try #require(try await first.value.first)
      #expect(claim.job == later)

      var paused = QueueSettings()
      paused.isPaused = true
      try await bench.store.setQueue("p", paused, now: bench.now)
      let held = try await bench.insert(far { $0.queue = "p" })
      let second = remote.wait()
      _ = try await bench.store.setQueuePaused("p", false, now: bench.now)
      #expect(try await second.value.map(\.job) == [held])

      let rule = LimitRule(key: "k", max: 1)
      let busy = try await bench.start(.noop { $0.limit = rule })
      let limited = try await bench.insert(far { $0.limit = rule })
      let third = remote.wait()
      try await bench.end(busy, .exited(code: 0))
      #expect(try await third.value.map(\.job) == [limited])
    }
  }

  @Test(arguments: StoreKind.all) func aDrainAnswersThoseWhoWaitAndHandsNothingOut(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let waiting = remote.wait()
      remote.store.setDraining(true)
      #expect(try await waiting.value.isEmpty)
      let id = try await bench.insert(far())
      await #expect(throws: RemoteBench.Draining.self) { try await remote.claim() }
      remote.store.setDraining(false)
      #expect(try await remote.claim().map(\.job) == [id])
    }
  }

  @Test(arguments: StoreKind.all) func theSameKeyGetsTheSameJobsWhileTheyAreIts(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let jobs = try await bench.insert((0..<3).map { _ in far() }).map(\.id)
      let first = try await remote.claim(max: 2, key: "a")
      #expect(first.map(\.job) == Array(jobs.prefix(2)))
      #expect(try await remote.claim(max: 2, key: "a") == first)
      _ = try await remote.end(first[0], .completed(result: nil))
      #expect(try await remote.claim(max: 2, key: "a").map(\.job) == [jobs[1]])
      #expect(try await remote.claim(max: 2, key: "b").map(\.job) == [jobs[2]])
    }
  }

  // MARK: Leases

  @Test(arguments: StoreKind.all) func anExpiredLeaseIsALoss(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let once = try await bench.insert(far())
      let twice = try await bench.insert(far { $0.retry = .attempts(2) })
      let claims = try await remote.claim(max: 2)
      try await remote.pass(micros: remote.leaseMicros + Limits.leaseMarginMicros - 1)
      #expect(try await bench.job(once).state == .running)
      try await remote.pass(micros: 1)
      let lost = try await bench.job(once)
      #expect(lost.state == .failed && lost.reason == .lost)
      #expect(try await bench.job(twice).state == .retrying)
      #expect(try await remote.end(claims[0], .completed(result: nil)) == nil)
      #expect(try await bench.job(once).state == .failed)
    }
  }

  @Test(arguments: StoreKind.all) func aHeartbeatRenewsAndNothingAnsweredIsBroken(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let id = try await bench.insert(far())
      let claim = try #require(try await remote.claim().first)
      var promised = claim.lease.expiresAt
      for step in 1...20 {
        try await remote.pass(micros: remote.leaseMicros / 3 + Int64(step) * 1_000)
        guard case .live(let lease)? = try await remote.heartbeats([claim]).first else {
          Issue.record("the lease is gone at step \(step)")
          return
        }
        #expect(lease.expiresAt == bench.now + remote.leaseMicros && lease.expiresAt > promised)
        promised = lease.expiresAt
      }
      try await remote.pass(micros: promised.micros(since: bench.now))
      #expect(try await bench.job(id).state == .running)
      try await remote.pass(micros: remote.leaseMicros / 3 + Limits.leaseMarginMicros)
      #expect(try await bench.job(id).reason == .lost)
      #expect(try await remote.heartbeats([claim]) == [.stale(claim.fence)])
    }
  }

  @Test(arguments: StoreKind.all) func leasesOutliveTheDaemonAndHaveTimeAfterIt(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let id = try await bench.insert(far())
      let claim = try #require(try await remote.claim().first)
      bench.now = bench.now + 10 * remote.leaseMicros
      try await bench.reopen()
      #expect(try await bench.store.lostAttempts().isEmpty)
      try await remote.pass(micros: Limits.leaseAfterStartMicros)
      #expect(try await bench.job(id).state == .running)
      #expect(try await remote.end(claim, .completed(result: Array("1".utf8)))?.state == .succeeded)
      #expect(try await bench.store.handlerResult(id, start: 1) == Array("1".utf8))
    }
  }

  @Test(arguments: StoreKind.all) func anotherSecretProvesNothing(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let id = try await bench.insert(far())
      let claim = try #require(try await remote.claim().first)
      let forged = ClaimFence(claim.fence.fence, secret: String(repeating: "0", count: 32))
      #expect(try await remote.store.heartbeats([forged], now: bench.now) == [.stale(forged)])
      #expect(try await !remote.store.isLive(forged))
      let ending = RemoteEnding(fence: forged, end: .completed(result: nil), fingerprint: [1])
      guard case .stale? = try await remote.store.endRemote([ending], now: bench.now).first else {
        Issue.record("a forged fence ended the attempt")
        return
      }
      #expect(try await bench.job(id).state == .running)
    }
  }

  // MARK: Ends

  @Test(arguments: StoreKind.all) func anExactRepeatIsAnsweredAndAnythingElseRefused(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      _ = try await bench.insert(far())
      let claim = try #require(try await remote.claim().first)
      let first = try await remote.end(claim, .completed(result: Array("1".utf8)), fingerprint: [1])
      #expect(first?.state == .succeeded)
      #expect(try await remote.end(claim, .completed(result: Array("1".utf8)), fingerprint: [1]) == first)
      #expect(try await remote.end(claim, .completed(result: Array("2".utf8)), fingerprint: [2]) == nil)
      #expect(try await bench.store.handlerResult(claim.job, start: 1) == Array("1".utf8))
    }
  }

  @Test(arguments: StoreKind.all) func failuresFollowTheRetryRuleUnlessToldNotTo(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let failure = JobFailure(code: "broken", message: "no")
      for (mayRetry, state) in [(true, JobState.retrying), (false, .failed)] {
        let id = try await bench.insert(far { $0.retry = .attempts(3) })
        let claim = try #require(try await remote.claim().first)
        _ = try await remote.end(claim, .failed(failure, mayRetry: mayRetry))
        let job = try await bench.job(id)
        #expect(job.state == state && job.failure == failure)
      }
    }
  }

  @Test(arguments: StoreKind.all) func aReleaseAndAnUndeliveredClaimAreNotCounted(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let id = try await bench.insert(far())
      let first = try #require(try await remote.claim().first)
      _ = try await remote.end(first, .released(delayMicros: 5_000))
      #expect(try await bench.job(id).state == .scheduled)
      try await remote.pass(micros: 6_000)
      let second = try #require(try await remote.claim().first)
      #expect(second.attempt == 1)
      remote.store.giveBack([second.fence], now: bench.now)
      let third = try #require(try await remote.claim().first)
      #expect(third.attempt == 1)
      _ = try await remote.heartbeats([third])
      remote.store.giveBack([third.fence], now: bench.now)
      #expect(try await remote.claim().isEmpty)
      #expect(try await bench.job(id).state == .running)
    }
  }

  @Test(arguments: StoreKind.all) func aStaleOneAmongManyDoesNotStopTheOthers(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      _ = try await bench.insert((0..<3).map { _ in far() })
      let claims = try await remote.claim(max: 3)
      _ = try await remote.end(claims[1], .released(delayMicros: 0))
      let endings = claims.map { RemoteEnding(fence: $0.fence, end: .completed(result: nil), fingerprint: [9]) }
      let answers = try await remote.store.endRemote(endings, now: bench.now)
      let ended = answers.map { if case .ended = $0 { true } else { false } }
      #expect(ended == [true, false, true])
    }
  }

  @Test(arguments: StoreKind.all) func endsReleaseFollowUpsAndKeys(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let id = try await bench.insert(far { $0.unique = UniqueRule(key: "u") })
      let child = try await bench.follow([id])
      let claim = try #require(try await remote.claim().first)
      _ = try await remote.end(claim, .completed(result: nil))
      #expect(try await bench.state(child) == .queued)
      _ = try await bench.insert(far { $0.unique = UniqueRule(key: "u") })
    }
  }

  // MARK: Cancels and limits

  @Test(arguments: StoreKind.all) func aCancelIsToldAndEndsByItselfAfterTheGrace(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let id = try await bench.insert(far { $0.graceMicros = 5_000_000 })
      let claim = try #require(try await remote.claim().first)
      bench.told.clear()
      var options = CancelOptions()
      options.reason = "not today"
      #expect(try await bench.store.cancel(id, options, now: bench.now).value?.state == .running)
      #expect(bench.told.all.contains { $0.leaseNews == [id] })
      guard case .live(let lease)? = try await remote.heartbeats([claim]).first else {
        Issue.record("the lease is gone")
        return
      }
      #expect(lease.cancel == Lease.Cancel(cause: .cancel, reason: "not today"))
      try await remote.pass(micros: 4_999_999)
      #expect(try await bench.job(id).state == .running)
      try await remote.pass(micros: 1)
      #expect(try await bench.job(id).state == .cancelled)
      #expect(try await remote.end(claim, .completed(result: nil)) == nil)
    }
  }

  @Test(arguments: StoreKind.all) func aValueInSpiteOfACancelWins(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      _ = try await bench.insert([far(), far()])
      let claims = try await remote.claim(max: 2)
      for claim in claims { _ = try await bench.store.cancel(claim.job, CancelOptions(), now: bench.now) }
      #expect(try await remote.end(claims[0], .completed(result: nil))?.state == .succeeded)
      #expect(try await remote.end(claims[1], .released(delayMicros: 0))?.state == .cancelled)
    }
  }

  @Test(arguments: StoreKind.all) func aForcedCancelEndsAtOnce(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let id = try await bench.insert(far())
      _ = try await remote.claim()
      _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
      var force = CancelOptions()
      force.isForced = true
      #expect(try await bench.store.cancel(id, force, now: bench.now).value?.state == .cancelled)
    }
  }

  @Test(arguments: StoreKind.all) func timeLimitsHoldFromOutside(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let limited = try await bench.insert(
        far {
          $0.timeoutMicros = 3_000_000
          $0.graceMicros = 1_000_000
        })
      let never = try await bench.insert(far { $0.timeoutMicros = 0 })
      let claims = try await remote.claim(max: 5)
      #expect(claims.map(\.job) == [limited])
      #expect(try await bench.job(never).reason == .timeout)
      try await remote.pass(micros: 3_000_000)
      guard case .live(let lease)? = try await remote.heartbeats(claims).first else {
        Issue.record("the lease is gone")
        return
      }
      #expect(lease.cancel?.cause == .timeout)
      try await remote.pass(micros: 1_000_000)
      let job = try await bench.job(limited)
      #expect(job.state == .failed && job.reason == .timeout)
    }
  }

  @Test(arguments: StoreKind.all) func anEditMovesTheLimitOfARunningAttempt(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let id = try await bench.insert(far { $0.timeoutMicros = 3_000_000 })
      let claims = try await remote.claim()
      var patch = JobPatch()
      patch.timeoutMicros = .clear
      #expect(try await bench.store.update(id, patch, now: bench.now).isDone)
      try await remote.pass(micros: 4_000_000)
      guard case .live(let lease)? = try await remote.heartbeats(claims).first else {
        Issue.record("the lease is gone")
        return
      }
      #expect(lease.cancel == nil)
    }
  }
}
