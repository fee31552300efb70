// What every store does so that nothing that is ready waits for a chance passer-by: claims that wait, external jobs, and
// whatever becomes ready late in a transaction.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceWakeTests {
  // MARK: Claims that wait

  @Test(arguments: StoreKind.all) func aJobThatMayNotStartHidesNoOtherFromAClaim(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let never = try await bench.insert((0..<5).map { _ in .far { $0.timeoutMicros = 0 } }).map(\.id)
      let id = try await bench.insert(.far())
      let waiting = remote.wait()
      #expect(try await waiting.value.map(\.job) == [id])
      for id in never { #expect(try await bench.job(id).reason == .timeout) }
    }
  }

  @Test(arguments: StoreKind.all) func aClaimThatIsWithdrawnBeforeItComesDoesNotWait(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      #expect(try await remote.claimTooLate().isEmpty)
      let id = try await bench.insert(.far())
      #expect(try await remote.claim().map(\.job) == [id])
    }
  }

  @Test(arguments: StoreKind.all) func theSameKeyAgainTakesThePlaceOfTheClaimThatWaits(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let first = remote.wait(key: "k")
      let second = remote.wait(key: "k")
      #expect(try await first.value.isEmpty)
      let ids = try await bench.insert([.far(), .far()]).map(\.id)
      let claims = try await second.value
      #expect(claims.map(\.job) == [ids[0]])
      #expect(try await remote.claim(key: "k").map(\.fence) == claims.map(\.fence))
    }
  }

  @Test(arguments: StoreKind.all) func whatWasAnsweredAgainIsNotTakenBack(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      _ = try await bench.insert(.far())
      let claim = try #require(try await remote.claim(key: "k").first)
      _ = try await remote.claim(key: "k")
      remote.store.giveBack([claim.fence], now: bench.now)
      #expect(try await remote.end(claim, .completed(result: nil))?.state == .succeeded)
    }
  }

  @Test(arguments: StoreKind.all) func aDrainGivesTheSameJobsAgainButNoOthers(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      _ = try await bench.insert([.far(), .far()])
      let claims = try await remote.claim(key: "k")
      remote.store.setDraining(true)
      #expect(try await remote.claim(key: "k").map(\.fence) == claims.map(\.fence))
      #expect(try await remote.end(claims[0], next: 1)?.isEmpty == true)
    }
  }

  @Test(arguments: StoreKind.all) func theNextJobsComeWithTheEndAndWithItsRepeat(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let ids = try await bench.insert((0..<4).map { _ in .far() }).map(\.id)
      let claim = try #require(try await remote.claim().first)
      let next = try #require(try await remote.end(claim, next: 2))
      #expect(next.map(\.job) == [ids[1], ids[2]])
      #expect(try await remote.end(claim, next: 2)?.map(\.fence) == next.map(\.fence))
      #expect(try await remote.end(claim, next: 2, fingerprint: [1]) == nil)
      #expect(try await bench.state(ids[3]) == .queued)
    }
  }

  @Test(arguments: StoreKind.all) func anAnswerIsNoLargerThanItsBound(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let payload = "[" + String(repeating: " ", count: 1_000_000) + "]"
      let big = (0..<10).map { _ in
        var job = NewJob(.handler(name: "far", payload: payload))
        job.executor = Lane.remoteExecutor
        return job
      }
      _ = try await bench.insert(big)
      #expect(try await remote.claim(max: 100).count == Limits.claimAnswerBytesMax / payload.utf8.count + 1)
    }
  }

  @Test(arguments: StoreKind.all) func roomThatIsMadeInOneQueueServesThoseWhoWaitThere(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      var narrow = QueueSettings()
      narrow.slots = 1
      try await bench.store.setQueue("n", narrow, now: bench.now)
      let local = try await bench.start(.noop { $0.queue = "n" })
      let id = try await bench.insert(.far { $0.queue = "n" })
      let waiting = remote.wait()
      try await bench.store.ping()
      try await bench.end(local, .exited(code: 0))
      #expect(try await waiting.value.map(\.job) == [id])
    }
  }

  // MARK: Late in a transaction

  @Test(arguments: StoreKind.all) func whatFollowsAJobThatARemoteClaimEndedIsClaimed(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      var paused = QueueSettings()
      paused.isPaused = true
      try await bench.store.setQueue("p", paused, now: bench.now)
      let never = try await bench.insert(
        NewJob.far {
          $0.queue = "p"
          $0.timeoutMicros = 0
        })
      let child = try await bench.follow([never], on: .any)
      let local = bench.beginClaim()
      let waiting = remote.wait()
      try await bench.store.ping()
      _ = try await bench.store.setQueuePaused("p", false, now: bench.now)
      #expect(try await local.value.map(\.id) == [child])
      remote.withdraw(1)
      #expect(try await waiting.value.isEmpty)
    }
  }

  // MARK: Limit keys

  @Test(arguments: StoreKind.all) func aJobThatNobodyCarriesOutHoldsUpNoOthersOfItsKey(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let rule = LimitRule(key: "k", max: 1)
      let remotes = try await bench.insert((0..<3).map { _ in .far { $0.limit = rule } }).map(\.id)
      let plain = try await bench.insert((0..<2).map { _ in .noop { $0.limit = rule } }).map(\.id)
      // No worker asks for the remote ones; the others go on, one at a time.
      let first = try #require(try await bench.claim(5).first)
      #expect(first.id == plain[0])
      #expect(try await bench.claim(5).isEmpty)
      #expect(try await remote.claim(max: 5).isEmpty)
      try await bench.reopen()
      let lost = try #require(try await bench.store.lostAttempts().first)
      try await bench.end(lost.job, .exited(code: 0))
      // Now one asks, and the key still lets one run.
      let claim = try #require(try await remote.claim(max: 5).first)
      #expect(claim.job == remotes[0])
      #expect(try await bench.claim(5).isEmpty)
      _ = try await remote.end(claim, .completed(result: nil))
      #expect(try await bench.claim(5).map(\.id) == [plain[1]])
      #expect(try await remote.claim(max: 5).isEmpty)
    }
  }

  // MARK: External jobs

  @Test(arguments: StoreKind.all) func externalJobsThatShareAKeyFollowOneAnother(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let rule = LimitRule(key: "k", max: 1)
      let ids = try await bench.insert((0..<3).map { _ in .external { $0.limit = rule } }).map(\.id)
      for (id, next) in zip(ids, ids.dropFirst()) {
        #expect(try await bench.state(next) == .queued)
        _ = try await remote.store.endExternal(id, .completed(result: nil), now: bench.now)
        #expect(try await bench.state(next) == .running)
      }
    }
  }

  @Test(arguments: StoreKind.all) func anExternalJobFollowsOneThatEndsAtOnce(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let first = try await bench.insert(.external { $0.timeoutMicros = 0 })
      let second = try await bench.insert(.external { $0.after = [Dependency(.job(first), on: .any)] })
      #expect(try await bench.state(second) == .running)
    }
  }

  @Test(arguments: StoreKind.all) func aDelayedExternalJobStartsBesideAWaitingClaim(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let id = try await bench.insert(.external { $0.start = .after(micros: 1_000) })
      let local = bench.beginClaim()
      bench.now = bench.now + 2_000
      let plain = try await bench.insert(.noop())
      #expect(try await local.value.map(\.id) == [plain])
      #expect(try await bench.state(id) == .running)
    }
  }

  @Test(arguments: StoreKind.all) func manyExternalJobsOfARatedQueueCostNothingWhileTheyWait(
    _ kind: StoreKind
  ) async throws {
    try await kind.withRemoteStore { bench, remote in
      var rated = QueueSettings()
      rated.rate = StartRate(count: 1, perMicros: 60_000_000, burst: 1)
      try await bench.store.setQueue("rated", rated, now: bench.now)
      let ids = try await bench.insert(
        (0..<Limits.promoteBatchMax + 10).map { _ in NewJob.external { $0.queue = "rated" } }
      ).map(\.id)
      // Those of another queue are not held up by them.
      let other = try await bench.insert(.external())
      #expect(try await bench.state(other) == .running)
      #expect(try await bench.state(ids[0]) == .running)
      #expect(try await bench.counts()[.running] == 2)
      // Nothing is left to do in a transaction of its own, which would do nothing and leave another.
      #expect(try await bench.writer.perform { context in context.ledger.claims.news.hasExternalNews } == false)
      try await remote.pass(micros: 61_000_000)
      #expect(try await bench.state(ids[1]) == .running)
      #expect(try await bench.counts()[.running] == 3)
    }
  }

  @Test(arguments: StoreKind.all) func thousandsOfExternalJobsStartInTransactionsOfTheirOwn(
    _ kind: StoreKind
  ) async throws {
    try await kind.withRemoteStore { bench, remote in
      let count = 2 * Limits.promoteBatchMax + 10
      _ = try await bench.insert((0..<count).map { _ in .external() })
      try await eventually { try await bench.counts()[.running] == count }
    }
  }
}
