// What every store does with a firing that meets something else: a unique key, a parent that is gone, a clock that
// was set back below the start of the daemon.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceFiringTests {
  private func spec(_ change: (inout NewSchedule) -> Void) -> NewSchedule {
    var spec = NewSchedule(.every(micros: 10_000_000), job: .noop())
    spec.overlap = .queue
    change(&spec)
    return spec
  }

  private func set(_ bench: StoreBench, _ spec: NewSchedule) async throws {
    guard case .done = try await bench.store.setSchedule("s", spec, now: bench.now) else {
      throw Unexpected(what: "the schedule was refused")
    }
  }

  /// Lets `seconds` pass and the alarm ring; returns all jobs.
  private func pass(_ seconds: Int64, _ bench: StoreBench) async throws -> [Job] {
    bench.now = bench.now + seconds * 1_000_000
    bench.store.promoteDue(now: bench.now)
    try await bench.store.ping()
    return try await bench.store.jobs(JobFilter(), order: .oldest, limit: 1_000, after: nil).jobs
  }

  @Test(arguments: StoreKind.all, UniqueRule.Conflict.allCases)
  func uniqueKeyHasOneUnfinishedJobWhateverFires(
    _ kind: StoreKind, _ conflict: UniqueRule.Conflict
  ) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, spec { $0.job.unique = UniqueRule(key: "k", onConflict: conflict, forMicros: nil) })
      for _ in 0..<3 {
        let jobs = try await pass(10, bench)
        #expect(jobs.count { !$0.state.isTerminal } == 1, "\(jobs.map(\.state))")
      }
      _ = try await bench.store.runSchedule("s", now: bench.now)
      #expect(try await pass(0, bench).count { !$0.state.isTerminal } == 1)
      // The running holder keeps its key, whatever comes.
      _ = try await bench.claim(1)
      let jobs = try await pass(10, bench)
      #expect(jobs.count { !$0.state.isTerminal } == 1 && jobs.contains { $0.state == .running })
    }
  }

  @Test(arguments: StoreKind.all, NewSchedule.CatchUp.allCases)
  func clockBelowTheStartOfTheDaemonMakesNothingMissed(
    _ kind: StoreKind, _ catchUp: NewSchedule.CatchUp
  ) async throws {
    try await kind.withStore { bench async throws in
      bench.now = bench.now - 3_600_000_000
      try await set(bench, spec { $0.catchUp = catchUp })
      #expect(try await pass(10, bench).count == 1)
      #expect(try await pass(10, bench).count == 2)
    }
  }

  @Test(arguments: StoreKind.all) func jitterPutsTheFiringOffAndNotTheDueTime(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let jitter: Int64 = 8_000_000
      try await set(bench, spec { $0.jitterMicros = jitter })
      let start = bench.now
      for round in 1...5 as ClosedRange<Int64> {
        let due = start + round * 10_000_000
        let fireAt = due + SchedulePolicy.jitterMicros("s", due: due, max: jitter)
        #expect(try await bench.store.schedule("s")?.nextAt == due)
        bench.now = fireAt - 1
        #expect(try await pass(0, bench).count == Int(round) - 1)
        bench.now = fireAt
        #expect(try await pass(0, bench).count == Int(round))
        #expect(try await bench.store.schedule("s")?.lastAt == due)
      }
    }
  }

  @Test(arguments: StoreKind.all) func parentThatIsGoneLeavesTheFiringOut(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let parent = try await bench.insert()
      try await bench.finish(parent)
      try await set(bench, spec { $0.job.after = [Dependency(.job(parent), on: .success)] })
      let jobs = try await pass(10, bench)
      #expect(jobs.map(\.state) == [.succeeded, .queued])
      // Nobody needs the parent any more, so that it can be removed.
      try await bench.finish(jobs[1].id)
      #expect(try await bench.store.delete(parent, now: bench.now).isDone)
      #expect(try await pass(10, bench).map(\.id) == [jobs[1].id])
      let schedule = try #require(try await bench.store.schedule("s"))
      #expect(schedule.firedCount == 1 && schedule.skippedCount == 1)
      #expect(schedule.nextAt == bench.now + 10_000_000)
      // That it will never fire again, as it is, it says itself, and the log once.
      #expect(schedule.fault?.contains("job \(parent) has been deleted") == true)
      _ = try await pass(10, bench)
      #expect(bench.told.all.flatMap(\.brokenSchedules).map(\.name) == ["s"])
      try await bench.reopen()
      _ = try await pass(10, bench)
      #expect(bench.told.all.flatMap(\.brokenSchedules).count == 1)
      #expect(try await bench.store.schedule("s")?.fault != nil)
      try await set(bench, spec { _ in })
      #expect(try await bench.store.schedule("s")?.fault == nil)
      #expect(try await pass(10, bench).count == 2)
    }
  }

  /// Rows are changed under the store: on SQLite alone.
  @Test func scheduleGoesOnWhenItsFirstJobIsTakenAgain() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let parent = try await bench.insert()
      try await set(bench, spec { $0.job.after = [Dependency(.job(parent), on: .any)] })
      let database = try #require(try bench.database)
      func move(_ id: JobID, to other: JobID) throws {
        for table in ["job", "job_spec"] {
          try database.execute("UPDATE \(table) SET id = \(other) WHERE id = \(id)")
        }
      }
      try move(parent, to: JobID(900))
      #expect(try await pass(10, bench).count == 1)
      #expect(try await bench.store.schedule("s")?.fault != nil)
      try move(JobID(900), to: parent)
      #expect(try await pass(10, bench).count == 2)
      #expect(try await bench.store.schedule("s")?.fault == nil)
      // What passes by itself is no fault.
      var full = QueueSettings()
      full.maxQueued = 1
      try await bench.store.setQueue("default", full, now: bench.now)
      #expect(try await pass(10, bench).count == 2)
      let schedule = try #require(try await bench.store.schedule("s"))
      #expect(schedule.fault == nil && schedule.skippedCount == 2)
    }
  }

  /// As above.
  @Test func scheduleWhoseZoneIsGoneSaysSoAndFiresWhenItIsBack() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var spec = NewSchedule(.cron("* * * * *"), timeZone: "Europe/Berlin", job: .noop())
      spec.overlap = .queue
      try await set(bench, spec)
      #expect(try await bench.store.schedule("s")?.fault == nil)
      let database = try #require(try bench.database)
      try database.execute("UPDATE schedule SET time_zone = 'Europe/Atlantis'")
      #expect(try await pass(60, bench).isEmpty)
      #expect(try await pass(60, bench).isEmpty)
      #expect(try await bench.store.schedule("s")?.fault?.contains("Europe/Atlantis") == true)
      #expect(bench.told.all.flatMap(\.brokenSchedules).map(\.name) == ["s"])
      // Nor does letting it go on, or a restart, make it forgotten.
      _ = try await bench.store.setSchedulePaused("s", true, now: bench.now)
      #expect(try await bench.store.setSchedulePaused("s", false, now: bench.now)?.nextAt != nil)
      try await bench.reopen()
      try database.execute("UPDATE schedule SET time_zone = 'Europe/Berlin'")
      // It is looked at again by itself.
      for _ in 0..<3 {
        guard let due = bench.told.nextDue else { break }
        bench.now = max(bench.now, due)
        _ = try await pass(0, bench)
      }
      #expect(try await bench.store.schedule("s")?.firedCount ?? 0 > 0)
    }
  }
}
