// What every store does with schedules: each due time fires once, over restarts and whatever the clock does.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceScheduleTests {
  private func every(_ seconds: Int64, _ change: (inout NewSchedule) -> Void = { _ in }) -> NewSchedule {
    var spec = NewSchedule(.every(micros: seconds * 1_000_000), job: .noop())
    change(&spec)
    return spec
  }

  @discardableResult
  private func set(_ bench: StoreBench, _ spec: NewSchedule, _ name: String = "s") async throws -> Schedule {
    guard case .done(let schedule) = try await bench.store.setSchedule(name, spec, now: bench.now) else {
      throw Unexpected(what: "the schedule was refused")
    }
    return schedule
  }

  /// Lets `seconds` pass and the alarm ring; returns the jobs of the schedule.
  private func pass(_ seconds: Int64, _ bench: StoreBench) async throws -> [Job] {
    bench.now = bench.now + seconds * 1_000_000
    bench.store.promoteDue(now: bench.now)
    try await bench.store.ping()
    return try await jobs(bench)
  }

  private func jobs(_ bench: StoreBench) async throws -> [Job] {
    var filter = JobFilter()
    filter.schedule = "s"
    return try await bench.store.jobs(filter, order: .oldest, limit: 1_000, after: nil).jobs
  }

  @Test(arguments: StoreKind.all) func dueTimeFiresAnOrdinaryJobOnce(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let schedule = try await set(bench, every(10))
      #expect(schedule.nextAt == bench.now + 10_000_000)
      #expect(bench.told.nextDue == schedule.nextAt)
      #expect(try await pass(9, bench).isEmpty)
      let job = try #require(try await pass(1, bench).first)
      #expect(job.state == .queued && job.schedule == "s")
      #expect(bench.told.nextDue == bench.now + 10_000_000)
      #expect(try await pass(0, bench).count == 1)
      let stored = try #require(try await bench.store.schedule("s"))
      #expect(stored.lastAt == bench.now && stored.lastJob == job.id && stored.firedCount == 1)
    }
  }

  @Test(arguments: StoreKind.all) func clockThatIsSetBackFiresNothingTwice(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, every(10) { $0.overlap = .queue })
      #expect(try await pass(10, bench).count == 1)
      #expect(try await pass(-5, bench).count == 1)
      // Even when it is set anew, for times that have been.
      try await set(bench, every(10) { $0.overlap = .queue })
      #expect(try await pass(5, bench).count == 1)
      #expect(try await pass(10, bench).count == 2)
      let twice = "SELECT due_at FROM firing GROUP BY due_at HAVING count(*) > 1"
      #expect(try bench.database?.texts(twice) ?? [] == [])
    }
  }

  @Test(arguments: StoreKind.all, NewSchedule.CatchUp.allCases)
  func whatCameDueWhileNobodyRanIsUpToTheRule(_ kind: StoreKind, _ catchUp: NewSchedule.CatchUp) async throws {
    try await kind.withStore { bench async throws in
      try await set(
        bench,
        every(10) {
          $0.catchUp = catchUp
          $0.overlap = .queue
        })
      bench.now = bench.now + 35_000_000
      try await bench.reopen()
      let wanted = [NewSchedule.CatchUp.none: 0, .one: 1, .all: 3][catchUp]
      #expect(try await pass(0, bench).count == wanted)
      #expect(try await pass(5, bench).count == (wanted ?? 0) + 1)
    }
  }

  @Test(arguments: StoreKind.all) func overlapSkips(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, every(10))
      #expect(try await pass(10, bench).count == 1)
      #expect(try await pass(10, bench).count == 1)
      #expect(try await bench.store.schedule("s")?.skippedCount == 1)
      try await bench.finish(try await jobs(bench)[0].id)
      #expect(try await pass(10, bench).count == 2)
    }
  }

  @Test(arguments: StoreKind.all) func overlapQueues(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, every(10) { $0.overlap = .queue })
      _ = try await pass(10, bench)
      let running = try #require(try await bench.claim(1).first)
      #expect(try await pass(20, bench).map(\.state) == [.running, .blocked, .blocked])
      try await bench.end(running, .exited(code: 1))
      #expect(try await jobs(bench).map(\.state) == [.failed, .queued, .blocked])
    }
  }

  @Test(arguments: StoreKind.all) func overlapCancels(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, every(10) { $0.overlap = .cancel })
      _ = try await pass(10, bench)
      let running = try #require(try await bench.claim(1).first)
      let jobs = try await pass(10, bench)
      #expect(jobs.map(\.state) == [.running, .blocked] && jobs[0].isCancelRequested)
      try await bench.end(running, .signaled(15), cause: .cancel)
      #expect(try await self.jobs(bench).map(\.state) == [.cancelled, .queued])
      // One that has not started is cancelled at once.
      #expect(try await pass(10, bench).map(\.state) == [.cancelled, .cancelled, .queued])
    }
  }

  @Test(arguments: StoreKind.all) func pausedScheduleRestsAndGoesOnFromNow(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, every(10) { $0.catchUp = .all })
      #expect(try await bench.store.setSchedulePaused("s", true, now: bench.now)?.nextAt == nil)
      #expect(try await pass(95, bench).isEmpty)
      let resumed = try await bench.store.setSchedulePaused("s", false, now: bench.now)
      #expect(resumed?.nextAt == bench.now + 5_000_000)
      #expect(try await pass(5, bench).count == 1)
      #expect(try await bench.store.setSchedulePaused("none", true, now: bench.now) == nil)
    }
  }

  @Test(arguments: StoreKind.all) func removedScheduleLeavesItsJobs(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, every(10))
      _ = try await pass(10, bench)
      #expect(try await bench.store.deleteSchedule("s", now: bench.now))
      #expect(try await !bench.store.deleteSchedule("s", now: bench.now))
      #expect(try await bench.store.schedule("s") == nil)
      #expect(try await bench.store.schedules(limit: 10, after: nil).schedules.isEmpty)
      let jobs = try await pass(50, bench)
      #expect(jobs.count == 1 && jobs[0].schedule == "s")
      try await set(bench, every(5))
      let again = try #require(try await bench.store.schedule("s"))
      #expect(again.firedCount == 0 && again.lastAt == nil && again.lastJob == nil)
    }
  }

  @Test(arguments: StoreKind.all) func schedulesComeByNamePageByPage(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      for name in ["d", "b", "e", "a", "c", "B"] { try await set(bench, every(10), name) }
      #expect(try await bench.store.deleteSchedule("c", now: bench.now))
      var pages: [[String]] = []
      var last: String?
      repeat {
        let page = try await bench.store.schedules(limit: 2, after: last)
        pages.append(page.schedules.map(\.schedule.name))
        last = page.next
      } while last != nil && pages.count < 10
      #expect(pages == [["B", "a"], ["b", "d"], ["e"]])
      // The place stays, whatever becomes of the schedule that marks it.
      #expect(try await bench.store.deleteSchedule("b", now: bench.now))
      #expect(try await bench.store.schedules(limit: 1, after: "b").schedules.map(\.schedule.name) == ["d"])
    }
  }

  @Test(arguments: StoreKind.all) func runNowLeavesTheDueTimes(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let schedule = try await set(bench, every(10))
      guard case .created(let jobs, _)? = try await bench.store.runSchedule("s", now: bench.now) else {
        throw Unexpected(what: "nothing ran")
      }
      #expect(try await bench.job(jobs[0].id).schedule == "s")
      #expect(try await bench.store.schedule("s")?.nextAt == schedule.nextAt)
      #expect(try await bench.store.runSchedule("none", now: bench.now) == nil)
    }
  }

  @Test(arguments: StoreKind.all) func fullQueueLeavesAFiringOut(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var settings = QueueSettings()
      settings.maxQueued = 1
      try await bench.store.setQueue("default", settings, now: bench.now)
      try await set(bench, every(10) { $0.overlap = .queue })
      #expect(try await pass(25, bench).count == 1)
      #expect(try await bench.store.schedule("s")?.skippedCount == 1)
    }
  }

  @Test(arguments: StoreKind.all) func manySchedulesFireInSeveralTransactions(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let count = 3 * Limits.scheduleFireBatchMax
      for index in 0..<count { try await set(bench, every(10), "s\(index)") }
      bench.now = bench.now + 10_000_000
      for _ in 0..<4 { bench.store.promoteDue(now: bench.now) }
      try await bench.store.ping()
      #expect(try await bench.counts() == [.queued: count])
    }
  }

  @Test(arguments: StoreKind.all) func storedJobIsTheSubmittedOne(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = NewJob.shell("exit 1") {
        $0.name = "nightly"
        $0.retry = .attempts(3)
        $0.process.environment = ["A": "ü"]
        $0.process.stdin = [0, 255]
        $0.limit = LimitRule(key: "k", max: 2)
        $0.then = [FollowUp(on: .failure, .noop())]
        $0.callbacks = [Callback(.url("http://localhost/"), on: .failure)]
        $0.tags = ["a": "b"]
      }
      try await set(bench, every(10) { $0.job = job })
      try await bench.reopen()
      #expect(try await bench.store.schedule("s")?.spec.job == job)
      #expect(ScheduleReading.job(#"{"work":{"shell":{"_0":"true"}}}"#) == NewJob(.shell("true")))
    }
  }
}
