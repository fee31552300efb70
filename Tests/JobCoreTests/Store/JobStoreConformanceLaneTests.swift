// What every store does with lanes: jobs for whose executor there is no room wait, hold nobody up, and are claimed as
// soon as there is.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceLaneTests {
  private func pooled(_ pool: String = "db", _ change: (inout NewJob) -> Void = { _ in }) -> NewJob {
    .noop {
      $0.executor = pool
      change(&$0)
    }
  }

  private func claim(_ bench: StoreBench, _ slots: Int, _ pools: [String: Int]) async throws -> [JobID] {
    let (store, now) = (bench.store, bench.now)
    let claim = Task.immediate { try await store.claim(ClaimRoom(slots: slots, pools: pools), order: 0, now: now) }
    store.withdrawClaim()
    return try await claim.value.map(\.id)
  }

  @Test(arguments: StoreKind.all) func jobsWithoutRoomWaitAndHoldNobodyUp(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let jobs = try await bench.insert([
        pooled { $0.priority = 9 }, pooled { $0.priority = 8 }, .noop(), .shell("true"), pooled("web"),
      ]).map(\.id)
      #expect(try await claim(bench, 10, ["db": 0, "web": 0]) == [jobs[2], jobs[3]])
      #expect(try await claim(bench, 10, ["db": 1, "web": 0]) == [jobs[0]])
      #expect(try await claim(bench, 10, ["db": 0, "web": 5]) == [jobs[4]])
      #expect(try await claim(bench, 10, ["db": 5, "web": 5]) == [jobs[1]])
    }
  }

  @Test(arguments: StoreKind.all) func aPoolIsNotOverfilledByItsLanes(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var other = NewJob(.handler(name: "echo", payload: nil))
      other.executor = "db"
      other.priority = 1
      let jobs = try await bench.insert([pooled(), pooled { $0.queue = "other" }, other]).map(\.id)
      #expect(try await claim(bench, 10, ["db": 2]) == [jobs[2], jobs[0]])
    }
  }

  @Test(arguments: StoreKind.all) func slotsHoldForAllLanesTogether(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let jobs = try await bench.insert([
        pooled { $0.priority = 1 }, .shell("true") { $0.priority = 3 }, .noop { $0.priority = 2 },
      ]).map(\.id)
      #expect(try await claim(bench, 2, ["db": 5]) == [jobs[1], jobs[2]])
      #expect(try await claim(bench, 2, ["db": 5]) == [jobs[0]])
    }
  }

  @Test(arguments: StoreKind.all) func aWaitingClaimIsServedWhenItsPoolGetsRoom(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (store, now) = (bench.store, bench.now)
      let waiting = Task.immediate {
        try await store.claim(ClaimRoom(slots: 3, pools: ["db": 0]), order: 1, now: now)
      }
      let id = try await bench.insert(pooled())
      store.reviseClaim(ClaimRoom(slots: 3, pools: ["db": 1]), order: 2, now: now)
      #expect(try await waiting.value.map(\.id) == [id])
    }
  }

  @Test(arguments: StoreKind.all) func demandIsToldForPoolsWithoutRoomOnly(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (store, now) = (bench.store, bench.now)
      let waiting = Task.immediate {
        try await store.claim(ClaimRoom(slots: 3, pools: ["db": 0, "web": 1]), order: 1, now: now)
      }
      bench.told.clear()
      _ = try await bench.insert(pooled())
      #expect(bench.told.all.reduce(into: Set()) { $0.formUnion($1.demands) } == ["db"])
      bench.told.clear()
      _ = try await bench.insert(pooled("web"))
      _ = try await waiting.value
      #expect(bench.told.all.allSatisfy { !$0.demands.contains("web") })
    }
  }

  @Test(arguments: StoreKind.all) func nobodyHearsOfJobsThatCouldNotStartAnyway(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (store, now) = (bench.store, bench.now)
      var paused = QueueSettings()
      paused.isPaused = true
      _ = try await store.setQueue("paused", paused, now: now)
      _ = try await bench.insert([pooled { $0.queue = "paused" }, pooled()])
      #expect(try await claim(bench, 3, ["db": 1]).count == 1)
      bench.told.clear()
      // Of the lane there was one job, and it runs; the other one's queue is paused.
      let room = ClaimRoom(slots: 3, pools: ["db": 0, "web": 0], quiet: ["web"])
      let waiting = Task.immediate { try await store.claim(room, order: 1, now: now) }
      _ = try await bench.insert(.noop { $0.start = .after(micros: 3_600_000_000) })
      _ = try await bench.insert(pooled("web"))
      #expect(bench.told.all.allSatisfy { $0.demands.isEmpty })
      _ = try await bench.insert(pooled())
      #expect(bench.told.all.contains { $0.demands == ["db"] })
      store.withdrawClaim()
      _ = try await waiting.value
    }
  }

  @Test(arguments: StoreKind.all) func remoteJobsAreNotForLocalClaims(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      _ = try await bench.insert(pooled("remote"))
      let plain = try await bench.insert(.noop())
      #expect(try await claim(bench, 10, [:]) == [plain])
    }
  }

  @Test(arguments: StoreKind.all) func readyLanesAreFoundAgainAfterARestart(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let jobs = try await bench.insert([
        pooled(), pooled("remote"), pooled("web") { $0.queue = "q" }, pooled("web"),
      ]).map(\.id)
      try await bench.reopen()
      #expect(Set(try await claim(bench, 10, ["db": 9, "web": 9])) == [jobs[0], jobs[2], jobs[3]])
    }
  }

  @Test(arguments: StoreKind.all) func aJobWhoseKeyGetsRoomIsSeenInItsLane(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let rule = LimitRule(key: "k", max: 1)
      let first = try await bench.start(.noop { $0.limit = rule })
      let id = try await bench.insert(pooled { $0.limit = rule })
      #expect(try await claim(bench, 10, ["db": 1]).isEmpty)
      try await bench.end(first, .exited(code: 0))
      #expect(try await claim(bench, 10, ["db": 1]) == [id])
    }
  }

  @Test(arguments: StoreKind.all) func agingReachesAcrossLanes(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var settings = QueueSettings()
      settings.agingMicros = 1_000_000
      try await bench.store.setQueue("default", settings, now: bench.now)
      let old = try await bench.insert(pooled())
      bench.now = bench.now + 10_000_000
      let young = try await bench.insert(.noop { $0.priority = 5 })
      #expect(try await claim(bench, 1, ["db": 1]) == [old])
      #expect(try await claim(bench, 1, ["db": 1]) == [young])
    }
  }

  @Test(arguments: StoreKind.all) func aJobThatIsHeldBackWaitsInTheLaneOfItsHost(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(NewJob(.http(HTTPWork(url: "http://h/"))))
      let failure = JobFailure(code: "status", message: "429")
      try await bench.end(job, .heldBack(lane: "host/http://h:80", failure))
      let shown = try await bench.job(job.id)
      #expect(shown.state == .queued && shown.attempt == 0 && shown.failure == failure)
      #expect(try await claim(bench, 10, ["host/http://h:80": 0]).isEmpty)
      #expect(try await claim(bench, 10, [:]) == [job.id])
    }
  }

  @Test(arguments: StoreKind.all) func listsInOrderOfPriorityMergeAllLanes(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var wanted: [(Int, JobID)] = []
      for index in 0..<30 {
        let executor: String? = [nil, "db", "web", "remote"][index % 4]
        let priority = index * 7 % 5
        let id = try await bench.insert(
          .noop {
            $0.executor = executor
            $0.priority = priority
            if index % 3 == 0 { $0.limit = LimitRule(key: "k", max: 1) }
          })
        wanted.append((priority, id))
      }
      wanted.sort { ($1.0, $0.1.value) < ($0.0, $1.1.value) }
      var found: [JobID] = []
      var cursor: JobCursor?
      repeat {
        let page = try await bench.store.jobs(JobFilter(), order: .priority, limit: 4, after: cursor)
        found += page.jobs.map(\.id)
        cursor = page.next
      } while cursor != nil
      #expect(found == wanted.map(\.1))
    }
  }

  @Test(arguments: StoreKind.all) func whyAndTheHeadOfLineCountLanes(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let created = bench.now
      let jobs = try await bench.insert([pooled(), pooled(), pooled("remote")]).map(\.id)
      bench.now = bench.now + 1_000
      let plain = try await bench.insert(.noop())
      #expect(try await bench.store.why(jobs[1], room: ClaimRoom(slots: 5), now: bench.now)?.position == 2)
      #expect(try await bench.store.why(jobs[2], room: ClaimRoom(slots: 5), now: bench.now)?.position == 1)
      #expect(try await bench.store.why(plain, room: ClaimRoom(slots: 5), now: bench.now)?.position == 1)
      #expect(try await bench.store.queues().first?.headOfLineCreatedAt == created)
    }
  }

  @Test(arguments: StoreKind.all) func whatWorkersElsewhereHaveIsStillTakenAtTheNextBoot(_ kind: StoreKind) async throws
  {
    try await kind.withRemoteStore { bench, remote in
      var narrow = QueueSettings()
      narrow.slots = 1
      try await bench.store.setQueue("narrow", narrow, now: bench.now)
      let limit = LimitRule(key: "k", max: 1)
      let inQueue = try await bench.insert((0..<2).map { _ in .far { $0.queue = "narrow" } }).map(\.id)
      let withKey = try await bench.insert((0..<2).map { _ in .far { $0.limit = limit } }).map(\.id)
      let claims = try await remote.claim(max: 10)
      #expect(Set(claims.map(\.job)) == [inQueue[0], withKey[0]])
      try await bench.reopen()
      #expect(try await remote.claim(max: 10).isEmpty)
      for (claim, next) in [(inQueue[0], inQueue[1]), (withKey[0], withKey[1])] {
        let held = try #require(claims.first { $0.job == claim })
        #expect(try await remote.end(held, .completed(result: nil))?.state == .succeeded)
        #expect(try await remote.claim(max: 10).map(\.job) == [next])
      }
    }
  }
}
