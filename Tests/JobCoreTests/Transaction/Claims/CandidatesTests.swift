// Which ready jobs a claim looks at: in one order over all lines, and never more than may start.

import TestSupport
import Testing

@testable import JobCore

@Suite struct CandidatesTests {
  private func look(
    _ bench: RuleBench, _ queues: [String] = ["default"], max: Int = 100, isWeightless: Bool = false
  ) throws -> [ReadyJob] {
    let looks = try queues.map { name in
      ReadyLook(queue: try bench.queue(name), lane: .plain, isWeightless: isWeightless, max: max)
    }
    return try bench.run { tx in try Candidates.look(looks, tx) }
  }

  private func ids(_ jobs: [ReadyJob]) -> [JobID] { jobs.map { JobID($0.id) } }

  // MARK: How many

  @Test func manyLinesShareWhatOneClaimLooksAt() {
    #expect(Candidates.share(lines: 0, hasAging: false) == Limits.claimTogetherMax)
    #expect(Candidates.share(lines: 4, hasAging: false) == Limits.claimTogetherMax)
    #expect(Candidates.share(lines: 8, hasAging: false) == Limits.candidatesMax / 8)
    #expect(Candidates.share(lines: 2 * Limits.candidatesMax, hasAging: false) == 1)
    #expect(Candidates.share(lines: 1, hasAging: true) == Limits.claimAgingMax)
    #expect(Candidates.share(lines: Limits.candidatesMax / 2, hasAging: true) == 2)
  }

  @Test func linesAreQueuesThatMayStartSomethingAndTheirLanes() throws {
    let bench = RuleBench()
    for number in 0..<8 { try bench.insert(.shell("true") { $0.queue = "q\(number)" }) }
    #expect(Candidates.share(bench.tx) == Limits.candidatesMax / 8)
    try bench.insert(.noop { $0.queue = "q0" })
    #expect(Candidates.share(bench.tx) == Limits.candidatesMax / 9)
    // One that is paused is none, and neither does its aging count.
    try bench.setQueue("q1") { ($0.isPaused, $0.agingMicros) = (true, 1_000_000) }
    #expect(Candidates.share(bench.tx) == Limits.candidatesMax / 8)
    try bench.setQueue("q2") { $0.agingMicros = 1_000_000 }
    #expect(Candidates.share(bench.tx) == Limits.claimAgingMax)
  }

  @Test func noMoreAreLookedAtThanTheQueueHasSlots() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.slots = 3 }
    _ = try bench.start(.shell("true") { $0.slotsNeeded = 2 })
    let waiting = try bench.insert((0..<5).map { _ in .shell("true") })
    #expect(ids(try look(bench)) == [waiting[0]])
    #expect(ids(try look(bench, isWeightless: true)) == waiting)
    #expect(ids(try look(bench, max: 2, isWeightless: true)) == Array(waiting.prefix(2)))
    try bench.setQueue { $0.slots = 2 }
    #expect(try look(bench).isEmpty)
  }

  /// The one that gets none says when the next one comes.
  @Test func oneMoreIsLookedAtThanThereAreTokens() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.rate = StartRate(count: 1, perMicros: 3_600_000_000, burst: 2) }
    let waiting = try bench.insert((0..<5).map { _ in .shell("true") })
    #expect(ids(try look(bench)) == Array(waiting.prefix(3)))
    #expect(try bench.claim(5).count == 2)
    #expect(ids(try look(bench)) == [waiting[2]])
  }

  // MARK: In which order

  @Test func allLinesTogetherAreInOneOrder() throws {
    let bench = RuleBench()
    let places: [(String, Int)] = [("a", 1), ("a", 5), ("b", 3), ("b", 5)]
    let made = try bench.insert(
      places.map { place in .shell("true") { ($0.queue, $0.priority) = place } })
    #expect(ids(try look(bench, ["b", "a"])) == [made[1], made[3], made[2], made[0]])
  }

  @Test func whoeverHasWaitedGoesBeforeWhoIsMoreUrgent() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.agingMicros = 1_000_000 }
    let old = try bench.insert(.shell("true"))
    let held = try bench.insert(.shell("true") { $0.holds = true })
    bench.clock.advance(byMicros: 10_000_000)
    let urgent = try bench.insert(.shell("true") { $0.priority = 5 })
    try bench.run { tx in _ = try MoveVerbs.move(held, .release, tx) }
    let found = try look(bench)
    // The one that was held has not stood in line for that time, and has gained nothing.
    #expect(ids(found) == [old, urgent, held])
    #expect(found.map(\.priority) == [10, 5, 0] && found.map(\.ownPriority) == [0, 5, 0])
    #expect(ids(try look(bench, max: 1)) == [old])
  }

  // MARK: Lanes

  @Test func laneIsForgottenWhereNothingIsReadyInIt() throws {
    let bench = RuleBench()
    let claims = { bench.tx.ledger.claims }
    _ = try bench.start()
    try bench.insert(.shell("true"))
    #expect(claims().lanes["/noop"] == [1])
    let empty = ReadyLook(queue: try bench.queue(), lane: .named("/noop"), max: 1)
    #expect(try bench.run { tx in try Candidates.look([empty], tx) }.isEmpty)
    #expect(claims().lanes["/noop"] == nil)
  }

  @Test func laneIsForgottenInAQueueWithoutJobsAndKeptInAPausedOne() throws {
    let bench = RuleBench()
    _ = try bench.start(.noop { $0.queue = "empty" })
    try bench.insert(.noop { $0.queue = "paused" })
    try bench.insert(.noop { $0.queue = "open" })
    try bench.setQueue("paused") { $0.isPaused = true }
    let queues = try ["empty", "paused", "open"].map { try bench.queue($0).id }
    let looks = try bench.run { tx in Candidates.looks("/noop", in: Set(queues), max: 1, tx) }
    #expect(looks.map(\.queue.name) == ["open"] && looks.map(\.lane) == [.named("/noop")])
    #expect(bench.tx.ledger.claims.lanes["/noop"] == Set(queues.dropFirst()))
  }

  // MARK: For this daemon

  private func local(_ room: ClaimRoom, most: Int = 10, _ bench: RuleBench) throws -> [JobID] {
    try bench.run { tx in ids(try Candidates.local(Admission(room, slotsTotal: 100), most: most, tx)) }
  }

  @Test func noMoreOfALaneAreLookedAtThanItsPoolHasRoomFor() throws {
    let bench = RuleBench()
    let pooled = try bench.insert((0..<3).map { _ in .noop { $0.executor = "p" } })
    let plain = try bench.insert(.shell("true"))
    #expect(try local(ClaimRoom(slots: 10), bench) == pooled + [plain])
    #expect(try local(ClaimRoom(slots: 10, pools: ["p": 2]), bench) == pooled.prefix(2) + [plain])
    #expect(try local(ClaimRoom(slots: 10), most: 1, bench) == [pooled[0], plain])
    #expect(try local(ClaimRoom(slots: 1, pools: ["p": 2]), bench) == [pooled[0], plain])
  }

  @Test func poolWithoutRoomIsToldIfItWantsToKnowAndSomebodyWaits() throws {
    let bench = RuleBench()
    try bench.insert(.noop { $0.executor = "p" })
    #expect(try local(ClaimRoom(slots: 10, pools: ["p": 0]), bench).isEmpty)
    #expect(bench.told.demands == ["p"])
    #expect(try local(ClaimRoom(slots: 10, pools: ["p": 0], quiet: ["p"]), bench).isEmpty)
    #expect(bench.told.demands.isEmpty)
    // Nothing there could start anyway.
    try bench.setQueue { $0.isPaused = true }
    #expect(try local(ClaimRoom(slots: 10, pools: ["p": 0]), bench).isEmpty)
    #expect(bench.told.demands.isEmpty)
  }

  @Test func whatIsCarriedOutElsewhereIsNotForThisDaemon() throws {
    let bench = RuleBench()
    _ = try bench.insert([.far(), .external()])
    let here = try bench.insert()
    #expect(try local(ClaimRoom(slots: 10), bench) == [here])
  }
}
