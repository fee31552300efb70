// What keeps a queued job from starting: all that is in its own way, else the one ahead of it that waits.

import TestSupport
import Testing

@testable import JobCore

@Suite struct StartBlockersTests {
  private func blockers(
    _ id: JobID, _ bench: RuleBench, _ room: ClaimRoom = ClaimRoom(slots: 2)
  ) throws -> [Blocker] {
    try bench.run { tx in
      guard let row = try tx.job(id) else { throw Unexpected(what: "there is no job \(id)") }
      return try StartBlockers.of(row, room, tx)
    }
  }

  private func causes(
    _ id: JobID, _ bench: RuleBench, _ room: ClaimRoom = ClaimRoom(slots: 2)
  ) throws -> [Blocker.Cause] {
    try blockers(id, bench, room).map(\.cause)
  }

  // MARK: In its own way

  @Test func allThatIsInItsWayIsNamed() throws {
    let bench = RuleBench()
    let hour: Int64 = 3_600_000_000
    let settings: (inout QueueSettings) -> Void = {
      ($0.slots, $0.rate) = (1, StartRate(count: 1, perMicros: hour, burst: 1))
    }
    try bench.setQueue { settings(&$0) }
    let job = NewJob.noop { $0.limit = LimitRule(key: "k", max: 1) }
    let holder = try bench.start(job).id
    let id = try bench.insert(job)
    try bench.setQueue {
      settings(&$0)
      $0.isPaused = true
    }
    let found = try blockers(id, bench, ClaimRoom(slots: -1))
    #expect(
      found.map(\.cause) == [
        .queuePaused(queue: "default"), .queueSlots(queue: "default", used: 1, slots: 1, needed: 1),
        .limit(key: "k", running: 1, max: 1, holder: holder), .rate(queue: "default"),
        .daemonSlots(free: 0, needed: 1),
      ])
    #expect(found.map(\.until) == [nil, nil, nil, .noon + hour, nil])
  }

  @Test func noMoreSlotsAreCountedAsTakenThanThereAre() throws {
    let bench = RuleBench()
    _ = try bench.start(.noop { $0.slotsNeeded = 3 })
    let id = try bench.insert(.noop { $0.slotsNeeded = 5 })
    try bench.setQueue { $0.slots = 2 }
    #expect(try causes(id, bench) == [.queueSlots(queue: "default", used: 2, slots: 2, needed: 2)])
  }

  @Test func jobThatIsAboutToStartWaitsForNothing() throws {
    let bench = RuleBench()
    let id = try bench.insert()
    #expect(try causes(id, bench).isEmpty)
  }

  @Test func keyWithRoomIsForThoseAhead() throws {
    let bench = RuleBench()
    let job = NewJob.noop { $0.limit = LimitRule(key: "k", max: 2) }
    let ids = try bench.insert([job, job, job])
    #expect(try bench.claim().map(\.id) == [ids[0]])
    #expect(try causes(ids[1], bench).isEmpty)
    #expect(try causes(ids[2], bench) == [.limitLine(key: "k")])
  }

  /// Whoever knows the pools says it, and nobody starts a worker because somebody asked.
  @Test func poolIsNotNamedAndNotToldOf() throws {
    let bench = RuleBench()
    let id = try bench.insert(.noop { $0.executor = "p" })
    #expect(try causes(id, bench, ClaimRoom(slots: 2, pools: ["p": 0])).isEmpty)
    #expect(bench.told.demands.isEmpty)
  }

  // MARK: Ahead of it

  @Test func lightJobWaitsBehindAHeavyOneOfItsQueue() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.slots = 2 }
    _ = try bench.start()
    let heavy = try bench.insert(.noop { $0.slotsNeeded = 2 })
    let light = try bench.insert()
    let elsewhere = try bench.insert(.noop { $0.queue = "other" })
    #expect(try causes(light, bench) == [.ahead(heavy, waitsFor: .queueSlots(queue: "default", count: 2))])
    #expect(try causes(elsewhere, bench).isEmpty)
  }

  @Test func whatWaitsForTheDaemonHoldsBackOtherQueuesToo() throws {
    let bench = RuleBench()
    let heavy = try bench.insert(.noop { ($0.queue, $0.slotsNeeded) = ("other", 3) })
    let behind = try bench.insert([.noop(), .noop(), .noop()])
    let first = try bench.insert(.noop { $0.priority = 1 })
    // The last is not among those that a claim would look at.
    for id in behind {
      #expect(try causes(id, bench) == [.ahead(heavy, waitsFor: .daemonSlots(count: 3))])
    }
    #expect(try causes(first, bench).isEmpty)
  }

  @Test func thoseBeforeItTakeTheTokens() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.rate = StartRate(count: 1, perMicros: 1_000_000, burst: 1) }
    let ids = try bench.insert([.noop(), .noop(), .noop()])
    #expect(try causes(ids[2], bench) == [.ahead(ids[1], waitsFor: .rate(queue: "default"))])
    // It was only asked: nothing has been taken.
    #expect(try bench.claim(3).map(\.id) == [ids[0]])
  }

  // MARK: Elsewhere

  @Test func slotsOfTheDaemonAreNothingToWhatIsCarriedOutElsewhere() throws {
    let bench = RuleBench()
    try bench.insert(.noop { ($0.slotsNeeded, $0.priority) = (9, 9) })
    let far = try bench.insert(.far())
    #expect(try causes(far, bench, ClaimRoom(slots: 0)).isEmpty)
  }

  @Test func itStandsInTheLineOfItsOwnLane() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.slots = 3 }
    _ = try bench.start(.noop { $0.slotsNeeded = 2 })
    let heavy = try bench.insert(.far { $0.slotsNeeded = 2 })
    let far = try bench.insert(.far())
    let other = try bench.insert(.far { $0.work = .handler(name: "other", payload: nil) })
    #expect(try causes(far, bench) == [.ahead(heavy, waitsFor: .queueSlots(queue: "default", count: 2))])
    #expect(try causes(other, bench).isEmpty)
  }

  @Test func externalJobTakesNoSlot() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.slots = 1 }
    _ = try bench.start()
    let ids = try bench.insert([.external(), .far()])
    #expect(try causes(ids[0], bench).isEmpty)
    #expect(try causes(ids[1], bench) == [.queueSlots(queue: "default", used: 1, slots: 1, needed: 1)])
  }
}
