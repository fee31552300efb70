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
}
