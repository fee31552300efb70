// Jobs of which what was submitted cannot be read: they fail as they would start, and nobody else is kept waiting.

import TestSupport
import Testing

@testable import JobCore

@Suite struct UnreadableTests {
  private func far() -> NewJob {
    var job = NewJob(.handler(name: "far", payload: "7"))
    job.executor = Lane.remoteExecutor
    job.retry = .attempts(3)
    return job
  }

  /// It has failed with an attempt that says why, and that was said once.
  private func expectFailed(_ id: JobID, _ damage: SpecDamage, _ bench: StoreBench) async throws {
    let detail = try #require(try await bench.store.detail(id))
    #expect(detail.job.state == .failed && detail.job.reason == .error && detail.job.attempt == 1)
    #expect(detail.job.failure == damage.fault.failure)
    #expect(detail.attempts.map(\.failure) == [damage.fault.failure])
    #expect(detail.spec.fault == damage.fault)
    #expect(bench.told.all.flatMap(\.unreadableJobs) == [UnreadableJob(id: id, fault: damage.fault)])
  }

  // MARK: Starts

  @Test(arguments: SpecDamage.allCases) func localOneFailsAsItWouldStart(_ damage: SpecDamage) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let ill = try await bench.insert(
        .noop {
          $0.retry = .attempts(3)
          $0.callbacks = [Callback(.command(["true"]))]
          $0.then = [FollowUp(.noop()), FollowUp(on: .failure, .noop())]
        })
      let other = try await bench.insert()
      try damage.strike(ill, bench)
      bench.now = bench.now + 1
      // The one slot is for the next in line, and not lost with the one that cannot start.
      #expect(try await bench.claim(1).map(\.id) == [other])
      try await expectFailed(ill, damage, bench)
      let children = try await bench.job(ill).children
      #expect(try await bench.store.states(children).map(\.value.name).sorted() == ["queued", "skipped"])
      #expect(try await bench.store.detail(ill)?.callbacks.map(\.state) == [.due])
      #expect(try await bench.claim(8).map(\.id) == [children[1]])
    }
  }

  @Test func othersOfTheSameClaimAreHandedOut() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let ids = try await bench.insert([.noop(), .noop(), .noop(), .noop()]).map(\.id)
      for id in [ids[0], ids[2]] { try SpecDamage.retry.strike(id, bench) }
      let claimed = try await bench.claim(8)
      #expect(claimed.map(\.id) == [ids[1], ids[3]])
      for job in claimed { #expect(try await bench.end(job, .returned(result: nil))) }
      #expect(try await bench.counts() == [.failed: 2, .succeeded: 2])
      #expect(try await bench.store.queues().map(\.slotsUsed) == [0])
    }
  }

  /// A claim that waits is not answered with nothing, and goes on waiting.
  @Test func waitingClaimIsForTheNextOne() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let ill = try await bench.insert(.noop { $0.start = .after(micros: 1_000) })
      try SpecDamage.limits.strike(ill, bench)
      let claim = bench.beginClaim()
      bench.now = bench.now + 1_000
      bench.store.promoteDue(now: bench.now)
      #expect(try await bench.state(ill) == .failed)
      let other = try await bench.insert()
      #expect(try await claim.value.map(\.id) == [other])
    }
  }

  @Test(arguments: SpecDamage.allCases) func remoteOneIsNotHandedOut(_ damage: SpecDamage) async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let jobs = try await bench.insert([far(), far()])
      try damage.strike(jobs[0].id, bench)
      #expect(try await remote.claim(max: 1).map(\.job) == [jobs[1].id])
      try await expectFailed(jobs[0].id, damage, bench)
    }
  }

  @Test(arguments: SpecDamage.allCases) func externalOneFailsAsItWouldStart(_ damage: SpecDamage) async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, _ in
      let jobs = try await bench.insert([
        .external { $0.start = .after(micros: 1_000) }, .external { $0.start = .after(micros: 1_000) },
      ])
      try damage.strike(jobs[0].id, bench)
      bench.now = bench.now + 1_000
      bench.store.promoteDue(now: bench.now)
      try await bench.settle()
      try await expectFailed(jobs[0].id, damage, bench)
      #expect(try await bench.state(jobs[1].id) == .running)
    }
  }

  // MARK: While they run

  @Test(arguments: SpecDamage.allCases) func lostOneIsNotTriedAgain(_ damage: SpecDamage) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let ill = try await bench.start(.noop { $0.retry = .attempts(3) })
      let other = try await bench.start(.noop { $0.retry = .attempts(3) })
      try damage.strike(ill.id, bench)
      try await bench.reopen()
      for lost in try await bench.store.lostAttempts() { #expect(try await bench.end(lost.job, .lost)) }
      let job = try await bench.job(ill.id)
      #expect(job.state == .failed && job.reason == .lost)
      #expect(job.failure?.message.contains(damage.fault.failure.message) == true, "\(String(describing: job.failure))")
      #expect(try await bench.state(other.id) == .retrying)
    }
  }

  @Test(arguments: SpecDamage.allCases) func leasedOneThatIsLostIsNotTriedAgain(_ damage: SpecDamage) async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let ill = try await bench.insert(far())
      #expect(try await remote.claim().count == 1)
      try damage.strike(ill, bench)
      try await remote.pass(micros: remote.leaseMicros + Limits.leaseMarginMicros)
      let job = try await bench.job(ill)
      #expect(job.state == .failed && job.reason == .lost)
      #expect(job.failure?.message.contains(damage.fault.failure.message) == true, "\(String(describing: job.failure))")
    }
  }

  @Test(arguments: SpecDamage.allCases) func leasedOneEndsByTheWordOfItsWorker(_ damage: SpecDamage) async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      _ = try await bench.insert([far(), far()])
      let claims = try await remote.claim(max: 2)
      for claim in claims { try damage.strike(claim.job, bench) }
      #expect(try await remote.end(claims[0], .completed(result: nil))?.state == .succeeded)
      let failure = RemoteEnd.failed(JobFailure(code: "E", message: "no"), traceback: nil, mayRetry: true)
      #expect(try await remote.end(claims[1], failure)?.state == .failed)
    }
  }

  /// Whose answer to a claim was lost asks again, and does not get it: it was never begun.
  @Test func repeatedClaimDoesNotGetIt() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let jobs = try await bench.insert([far(), far()])
      #expect(try await remote.claim(max: 2, key: "k").count == 2)
      try SpecDamage.retry.strike(jobs[0].id, bench)
      #expect(try await remote.claim(max: 2, key: "k").map(\.job) == [jobs[1].id])
      try await expectFailed(jobs[0].id, .retry, bench)
    }
  }

  // MARK: Verbs

  @Test(arguments: SpecDamage.allCases) func verbsGoOn(_ damage: SpecDamage) async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let jobs = try await bench.insert([.external(), far(), .noop(), .noop { $0.start = .after(micros: 9_000_000) }])
      let ids = jobs.map(\.id)
      try await bench.settle()
      #expect(try await remote.claim().count == 1)
      for id in ids { try damage.strike(id, bench) }
      #expect(try await bench.store.jobs(JobFilter(), order: .oldest, limit: 9, after: nil).jobs.map(\.id) == ids)
      #expect(try await bench.store.bulk(.cancel, ids, now: bench.now).count == 4)
      #expect(try await bench.store.states(ids).values.filter { $0 == .cancelled }.count == 3)
      #expect(try await bench.job(ids[1]).isCancelRequested)
      #expect(try await bench.store.bulk(.retry, [ids[2]], now: bench.now).count == 1)
      #expect(try await bench.claim(1).isEmpty)
      try await expectFailed(ids[2], damage, bench)
      #expect(try await bench.store.bulk(.delete, ids, now: bench.now).count == 3)
      #expect(try await bench.store.job(ids[2]) == nil)
    }
  }

  @Test func editMakesNothingReadableThatItDoesNotSet() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.insert(.noop { ($0.holds, $0.retry) = (true, .attempts(3)) })
      try SpecDamage.retry.strike(id, bench)
      var patch = JobPatch()
      (patch.name, patch.tags) = (.set("new"), ["a": "b"])
      #expect(try await bench.store.update(id, patch, now: bench.now).value?.name == "new")
      let stored = try #require(try bench.database)
      #expect(try stored.texts("SELECT retry FROM job_spec") == ["zzz"])
      #expect(try await bench.store.detail(id)?.spec.fault == .retry)
      // Whoever sets what could not be read has mended it.
      patch.retry = .attempts(2)
      #expect(try await bench.store.update(id, patch, now: bench.now).isDone)
      #expect(try await bench.store.detail(id)?.spec.fault == nil)
      #expect(try await bench.store.move(id, .release, now: bench.now).isDone)
      #expect(try await bench.claim().map(\.spec.retry) == [.attempts(2)])
    }
  }

  // MARK: Shown

  @Test(arguments: SpecDamage.allCases) func itIsSaidBeforeItWouldStart(_ damage: SpecDamage) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.insert(.noop { ($0.holds, $0.limits) = (true, RealmLimits(queues: ["default"])) })
      try damage.strike(id, bench)
      let detail = try #require(try await bench.store.detail(id))
      #expect(detail.job.state == .held && detail.job.failure == damage.fault.failure)
      #expect(detail.spec.limits != nil)
      if damage == .limits || damage == .whole { #expect(detail.spec.limits == .nothing) }
      // No look is worth a line of the log.
      #expect(bench.told.all.flatMap(\.unreadableJobs).isEmpty)
    }
  }
}
