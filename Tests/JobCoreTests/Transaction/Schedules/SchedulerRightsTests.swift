// A schedule submits its job with the rights of whoever set it: with what is theirs then, and with those they have now.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SchedulerRightsTests {
  private static let minute: Int64 = 60_000_000

  private func set(
    _ bench: StoreBench, _ overlap: NewSchedule.Overlap = .skip, in queue: String = "mine", limits: RealmLimits?,
    _ change: (inout NewJob) -> Void = { _ in }
  ) async throws {
    let job = NewJob.noop {
      ($0.queue, $0.limits) = (queue, limits)
      change(&$0)
    }
    var spec = NewSchedule(.every(micros: Self.minute), job: job)
    spec.overlap = overlap
    guard case .done = try await bench.store.setSchedule("s", spec, now: bench.now) else {
      throw Unexpected(what: "it was not set")
    }
  }

  private func fire(_ bench: StoreBench) async throws -> Schedule {
    bench.now = bench.now + Self.minute
    bench.store.promoteDue(now: bench.now)
    try await bench.store.ping()
    return try #require(try await bench.store.schedule("s"))
  }

  private func move(_ id: JobID, to queue: String, _ bench: StoreBench) async throws {
    var patch = JobPatch()
    patch.queue = queue
    guard case .done = try await bench.store.update(id, patch, now: bench.now) else {
      throw Unexpected(what: "it was not moved")
    }
  }

  private static let mine = RealmLimits(queues: ["mine"])

  /// Whoever takes the name of a schedule that was removed does not get at its jobs by it.
  @Test(arguments: StoreKind.all, NewSchedule.Overlap.allCases)
  func jobsOfARemovedScheduleAreNotItsSuccessors(_ kind: StoreKind, _ overlap: NewSchedule.Overlap) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, in: "secret", limits: nil)
      let secret = try #require(try await fire(bench).lastJob)
      #expect(try await bench.store.deleteSchedule("s", now: bench.now))
      try await set(bench, overlap, limits: Self.mine)
      let fired = try await fire(bench)
      #expect(fired.firedCount == 1 && fired.skippedCount == 0)
      let own = try #require(fired.lastJob)
      #expect(try await bench.job(own).parents.isEmpty)
      for id in [own, secret] { #expect(try await bench.state(id) == .queued) }
    }
  }

  /// What is of another's is not replaced, whenever it came.
  @Test(arguments: StoreKind.all) func scheduleOfAnotherIsNotReplaced(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, in: "secret", limits: nil)
      let new = NewSchedule(.every(micros: 1_000_000), job: .noop { ($0.queue, $0.limits) = ("mine", Self.mine) })
      guard case .hidden = try await bench.store.setSchedule("s", new, now: bench.now) else {
        throw Unexpected(what: "it was replaced")
      }
      #expect(try await bench.store.schedule("s")?.spec.job.queue == "secret")
      try await set(bench, in: "mine", limits: nil)
      try await set(bench, limits: Self.mine)
    }
  }

  /// Its own are: it waits for them, or leaves the firing out.
  @Test(arguments: StoreKind.all) func jobsWithinTheLimitsOfWhoSetItCount(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, .queue, limits: Self.mine)
      let first = try #require(try await fire(bench).lastJob)
      let second = try #require(try await fire(bench).lastJob)
      #expect(try await bench.job(second).parents.map(\.parent) == [.job(first)])
    }
  }

  @Test(arguments: StoreKind.all) func jobThatWasMovedAwayIsNotCancelled(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, .cancel, limits: Self.mine)
      let moved = try #require(try await fire(bench).lastJob)
      try await move(moved, to: "secret", bench)
      let own = try #require(try await fire(bench).lastJob)
      #expect(own != moved)
      #expect(try await bench.state(moved) == .queued)
      #expect(try await bench.job(own).parents.isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func parentThatIsSomebodyElsesByNowIsNotThere(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let parent = try await bench.insert(.noop { ($0.queue, $0.holds) = ("mine", true) })
      try await set(bench, .queue, limits: Self.mine) { $0.after = [Dependency(.job(parent), on: .any)] }
      #expect(try await fire(bench).firedCount == 1)
      try await move(parent, to: "secret", bench)
      let refused = try await fire(bench)
      #expect(refused.firedCount == 1 && refused.skippedCount == 1)
      #expect(refused.refusal?.contains("there is no job \(parent)") == true, "\(refused.refusal ?? "")")
      // It goes on by itself when the job is there again.
      try await move(parent, to: "mine", bench)
      #expect(try await fire(bench).refusal == nil)
    }
  }

  @Test(arguments: StoreKind.all) func batchThatGainedAForeignMemberIsNotThere(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let mine = NewJob.noop { ($0.queue, $0.holds) = ("mine", true) }
      let (batch, _) = try await bench.batch([mine, mine], staysOpen: true)
      try await set(bench, .queue, limits: Self.mine) {
        $0.then = [FollowUp(.noop { ($0.queue, $0.after) = ("mine", [Dependency(.batch(batch), on: .any)]) })]
      }
      #expect(try await fire(bench).firedCount == 1)
      try await bench.insert(.noop { ($0.queue, $0.holds, $0.batch) = ("secret", true, batch) })
      let refused = try await fire(bench)
      #expect(refused.firedCount == 1 && refused.refusal?.contains("there is no batch \(batch)") == true)
    }
  }

  // MARK: What they may by now

  /// The schedule of `token:ci`, and what came of each of its firings; `true` if it made a job.
  private func firings(_ standings: [SubmitterStanding], limits: RealmLimits?) throws -> [(made: Bool, fault: String?)]
  {
    let standing = Noted<SubmitterStanding>(.unchanged)
    let bench = RuleBench { name in name == "token:ci" ? standing.value : .unchanged }
    let job = NewJob.noop { ($0.queue, $0.limits, $0.submittedBy) = ("mine", limits, "token:ci") }
    var spec = NewSchedule(.every(micros: Self.minute), job: job)
    spec.overlap = .queue
    try bench.run { tx in _ = try ScheduleVerbs.set("s", spec, tx) }
    return try standings.map { next in
      standing.change { $0 = next }
      bench.clock.turn(to: bench.clock.now() + Self.minute)
      let (before, after) = try bench.run { tx in
        let before = try #require(try ScheduleRow.look(.name("s"), tx)).schedule
        try Fire.due(tx)
        return (before, try #require(try ScheduleRow.look(.name("s"), tx)).schedule)
      }
      return (after.firedCount > before.firedCount, after.refusal)
    }
  }

  @Test func revokedTokensScheduleFiresNothingUntilItIsLetInAgain() throws {
    let found = try firings([.unchanged, .revoked, .revoked, .unchanged], limits: nil)
    #expect(found.map(\.made) == [true, false, false, true])
    #expect(found[1].fault == Schedule.revoked("token:ci") && found[3].fault == nil)
  }

  /// What is not known is neither fired nor left out, nor told: it is asked for again.
  @Test func firingWaitsUntilItIsKnownWhatItsTokenMay() throws {
    let standing = Noted<SubmitterStanding>(.unknown)
    let bench = RuleBench { _ in standing.value }
    let job = NewJob.noop { ($0.queue, $0.submittedBy) = ("mine", "token:ci") }
    var spec = NewSchedule(.every(micros: Self.minute), job: job)
    spec.catchUp = .none
    try bench.run { [spec] tx in _ = try ScheduleVerbs.set("s", spec, tx) }
    func fire() throws -> ScheduleRow {
      try bench.run { tx in
        try Fire.due(tx)
        return try #require(try ScheduleRow.look(.name("s"), tx))
      }
    }
    bench.clock.turn(to: bench.clock.now() + Self.minute)
    let due = try #require(try fire().schedule.nextAt)
    for _ in 0..<3 {
      let row = try fire()
      #expect(row.schedule.nextAt == due && row.schedule.skippedCount == 0 && row.schedule.refusal == nil)
      #expect(row.fireAt == bench.clock.now() + Limits.scheduleRightsLookMicros)
      #expect(bench.told.changes.isEmpty && bench.told.brokenSchedules.isEmpty)
      bench.clock.turn(to: bench.clock.now() + Limits.scheduleRightsLookMicros)
    }
    standing.change { $0 = .unchanged }
    let fired = try fire()
    #expect(fired.schedule.firedCount == 1 && fired.schedule.lastAt == due && fired.schedule.skippedCount == 0)
  }

  /// A schedule that fires nothing says so when that begins, and when it is over.
  @Test func revokedScheduleIsToldOnceAndWhenItFiresAgain() throws {
    let standing = Noted<SubmitterStanding>(.unchanged)
    let bench = RuleBench { _ in standing.value }
    var spec = NewSchedule(.every(micros: Self.minute), job: .noop { $0.submittedBy = "token:ci" })
    spec.overlap = .queue
    try bench.run { [spec] tx in _ = try ScheduleVerbs.set("s", spec, tx) }
    let told = try [SubmitterStanding.unchanged, .revoked, .revoked, .revoked, .unchanged].map { next in
      standing.change { $0 = next }
      bench.clock.turn(to: bench.clock.now() + Self.minute)
      try bench.run { tx in try Fire.due(tx) }
      return bench.told.changes.compactMap { if case .schedule(let schedule, _, _, _) = $0 { schedule } else { nil } }
    }
    #expect(told.map(\.count) == [1, 1, 0, 0, 1])
    #expect(told[1].first?.wasRevoked == true && told[4].first?.refusal == nil)
    #expect(told[4].first?.skippedCount == 3 && told[4].first?.firedCount == 2)
  }

  @Test func scheduleStaysWithinTheLimitsThatItsTokenHasNow() throws {
    let found = try firings(
      [.limited(Self.mine), .limited(RealmLimits(queues: ["other"])), .limited(RealmLimits(kinds: [.exec]))],
      limits: nil)
    #expect(found.map(\.made) == [true, false, false])
    #expect(found[1].fault?.contains("queue \"mine\"") == true && found[2].fault?.contains("kind \"handler\"") == true)
    // Wider ones than it was set with give it nothing.
    let wider = try firings([.unchanged, .limited(RealmLimits(queues: ["mine", "other"]))], limits: Self.mine)
    #expect(wider.map(\.made) == [true, true])
  }

  /// A handler's job does not run as anybody, a command's does.
  @Test func scheduleHasTheUserThatItsTokenHasNow() throws {
    let found = try firings([.unchanged, .limited(RealmLimits(), runAs: "ann"), .unchanged], limits: nil)
    #expect(found.map(\.made) == [true, false, true])
    #expect(found[1].fault?.contains("cannot run as ann") == true, "\(found[1].fault ?? "")")
    let bench = RuleBench { _ in .limited(RealmLimits(), runAs: "ann") }
    var job = NewJob(.exec(argv: ["true"]))
    (job.submittedBy, job.queue) = ("token:ci", "q")
    try bench.run { [job] tx in _ = try ScheduleVerbs.set("s", NewSchedule(.every(micros: Self.minute), job: job), tx) }
    guard case .created(let made, _)? = try bench.run({ tx in try ScheduleVerbs.run("s", tx) }) else {
      throw Unexpected(what: "it was not taken")
    }
    let spec = try bench.run { tx in try Specs.decisive(made[0].id, tx) }
    #expect(spec.runAs == "ann")
  }

  @Test func runByHandIsRefusedLikeAFiring() throws {
    let bench = RuleBench { _ in .revoked }
    let spec = NewSchedule(.every(micros: Self.minute), job: .noop { $0.submittedBy = "token:ci" })
    let answer = try bench.run { tx in
      _ = try ScheduleVerbs.set("s", spec, tx)
      return try ScheduleVerbs.run("s", tx)
    }
    guard case .refused(.invalid(let faults, 0))? = answer else { throw Unexpected(what: "it was taken") }
    #expect(faults.map(\.field) == ["job"] && faults[0].detail == Schedule.revoked("token:ci"))
  }
}
