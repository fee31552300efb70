// Schedules that are set, paused, run and removed in one transaction.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ScheduleVerbsTests {
  private static let hourly = NewSchedule(
    .every(micros: 3_600_000_000), job: .shell("cat") { $0.process.stdin = [1, 2] })

  @Test func verbKnowsOfTheOneBeforeIt() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (paused, run) = try await bench.writer.perform { tx throws(StoreError) in
        _ = try ScheduleVerbs.set("s", Self.hourly, tx)
        let paused = try ScheduleVerbs.setPaused("s", true, tx)
        return (paused, try ScheduleVerbs.run("s", tx))
      }
      #expect(paused?.nextAt == nil && paused?.spec.isPaused == true && paused?.spec.job == Self.hourly.job)
      guard case .created(let jobs, _)? = run else { throw Unexpected(what: "nothing was made") }
      #expect(try await bench.store.detail(jobs[0].id)?.spec.process.stdin == [1, 2])
      let schedule = try #require(try await bench.store.schedule("s"))
      #expect(schedule.lastJob == jobs[0].id && schedule.firedCount == 0 && schedule.nextAt == nil)
    }
  }

  @Test func scheduleThatIsRemovedAndSetAgainKeepsItsJobs() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let removed = try await bench.writer.perform { tx throws(StoreError) in
        _ = try ScheduleVerbs.set("s", Self.hourly, tx)
        _ = try ScheduleVerbs.run("s", tx)
        return [try ScheduleVerbs.delete("s", tx), try ScheduleVerbs.delete("s", tx)]
      }
      #expect(removed == [true, false])
      #expect(try await bench.store.schedule("s") == nil)
      bench.now = bench.now + 5
      guard case .done(let again) = try await bench.store.setSchedule("s", Self.hourly, now: bench.now) else {
        throw Unexpected(what: "it was not set")
      }
      // It begins anew: whoever sets it need not be who set the one before it.
      #expect(again.createdAt == bench.now && again.lastJob == nil && again.firedCount == 0)
      #expect(try await bench.store.schedule("s") == again)
      #expect(try await bench.job(JobID(1)).schedule == "s")
    }
  }

  @Test func scheduleWithoutJobsIsGoneAtOnce() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      try await bench.writer.perform { tx throws(StoreError) in
        _ = try ScheduleVerbs.set("s", Self.hourly, tx)
        _ = try ScheduleVerbs.delete("s", tx)
      }
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      for table in ["schedule", "schedule_stdin", "firing"] {
        #expect(try database.texts("SELECT count(*) FROM \(table)") == ["0"], "\(table)")
      }
    }
  }

  @Test func scheduleThatHasChangedIsLookedAtAgain() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let seen = bench.now
      _ = try await bench.store.setSchedule("s", Self.hourly, now: seen)
      let later = seen + 5
      for (name, moment) in [("s", later), ("none", seen)] {
        guard case .lookAgain = try await bench.store.setSchedule(name, Self.hourly, over: moment, now: later) else {
          throw Unexpected(what: "\(name) was set")
        }
      }
      guard case .done = try await bench.store.setSchedule("s", Self.hourly, over: seen, now: later) else {
        throw Unexpected(what: "it was not set")
      }
    }
  }

  private func give(_ queue: String, _ user: String?, _ bench: StoreBench) async throws {
    var change = QueueChange()
    change.runAs = Edit(user)
    _ = try await bench.store.setQueue(queue, change, now: bench.now)
  }

  /// As a submission of its job is, and not when it fires.
  @Test func scheduleWhoseJobItsQueueDoesNotTakeIsRefused() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      try await give("guests", "ann", bench)
      func fields(_ job: NewJob) async throws -> [String]? {
        let verdict = try await bench.store.setSchedule(
          "s", NewSchedule(.every(micros: 1_000_000), job: job), now: bench.now)
        if case .invalid(let faults) = verdict { return faults.map(\.field) }
        return nil
      }
      let guests: @Sendable (inout NewJob) -> Void = { $0.queue = "guests" }
      #expect(try await fields(.noop(guests)) == ["job.handler"])
      #expect(try await fields(.shell("a") { ($0.queue, $0.runAs) = ("guests", "bob") }) == ["job.queue"])
      #expect(
        try await fields(.shell("a") { ($0.queue, $0.callbacks) = ("guests", [Callback(.command(["a"]))]) })
          == ["job.callbacks[0].argv"])
      #expect(
        try await fields(.shell("a") { $0.then = [FollowUp(.noop(guests))] }) == ["job.then[0].job.handler"])
      #expect(try await bench.store.schedule("s") == nil)
      #expect(try await fields(.shell("a", guests)) == nil)
    }
  }

  /// The owner's schedule follows its queue. One of somebody with limits would run as jobd, which they never might.
  @Test func scheduleOfALimitedTokenKeepsTheUserOfItsQueue() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      try await give("guests", "ann", bench)
      let limits = RealmLimits(queues: ["guests"])
      for (name, limits) in [("owner", nil), ("limited", limits)] as [(String, RealmLimits?)] {
        let job = NewJob.shell("a") {
          ($0.queue, $0.limits) = ("guests", limits)
          $0.then = [FollowUp(.shell("b") { ($0.queue, $0.limits) = ("guests", limits) })]
        }
        _ = try await bench.store.setSchedule(name, NewSchedule(.every(micros: 1_000_000), job: job), now: bench.now)
      }
      func users(_ name: String) async throws -> [String?]? {
        guard case .created(let jobs, _)? = try await bench.store.runSchedule(name, now: bench.now) else { return nil }
        var users: [String?] = []
        for id in [jobs[0].id] + jobs[0].children {
          users.append(try await bench.store.detail(id)?.spec.runAs)
        }
        return users
      }
      try await give("guests", nil, bench)
      #expect(try await users("limited") == ["ann", "ann"])
      #expect(try await users("owner") == [nil, nil])
      // Of two users neither is right for it.
      try await give("guests", "bob", bench)
      #expect(try await users("limited") == nil)
      #expect(try await users("owner") == ["bob", "bob"])
    }
  }
}
