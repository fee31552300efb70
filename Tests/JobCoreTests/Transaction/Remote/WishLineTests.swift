// The line for one wish of remote workers: who is in it, how far it is looked at, and what comes of who cannot start.

import TestSupport
import Testing

@testable import JobCore

@Suite struct WishLineTests {
  private func request(
    _ handlers: [String] = ["far"], queues: [String] = [], max: Int = 1
  ) -> ClaimRequest {
    var request = ClaimRequest(claimedBy: "token:worker")
    (request.handlers, request.queues, request.max) = (handlers, queues, max)
    (request.worker, request.leaseMicros) = ("w", 60_000_000)
    return request
  }

  /// What claims that come one after another in one transaction are given of one line.
  private func claims(_ requests: [ClaimRequest], wanted: Int = 0, _ bench: RuleBench) throws -> [[RemoteClaim]] {
    try bench.run { tx in
      guard let first = requests.first else { return [] }
      var line = WishLine(first)
      line.wanted = wanted
      var given: [[RemoteClaim]] = []
      for request in requests { given.append(try line.claims(for: request, tx)) }
      return given
    }
  }

  private func claim(_ request: ClaimRequest, _ bench: RuleBench) throws -> [RemoteClaim] {
    try claims([request], bench)[0]
  }

  // MARK: What is given

  @Test func jobThatIsGivenIsTheWorkersUntilItsLeaseEnds() throws {
    let bench = RuleBench()
    let id = try bench.insert(
      .far { ($0.work, $0.timeoutMicros, $0.deadline) = (.handler(name: "far", payload: "7"), 5_000_000, .noon + 9) })
    let claim = try #require(try claim(request(), bench).first)
    #expect(claim.job == id && claim.handler == "far" && claim.payload == "7" && claim.attempt == 1)
    #expect(claim.lease == Lease(fence: claim.fence, micros: 60_000_000, expiresAt: .noon + 60_000_000))
    let lease = try #require(bench.lease(id))
    #expect(lease.holds(claim.fence.secret) && !lease.isTouched && lease.stop == nil)
    #expect(lease.worker == "w" && lease.claimedBy == "token:worker" && lease.micros == 60_000_000)
    #expect(lease.timeoutAt?.micros(since: lease.beganAt) == 5_000_000 && lease.deadline == .noon + 9)
    #expect(try bench.state(id) == .running)
  }

  @Test func jobIsGivenWithWhatCameBeforeIt() throws {
    let bench = RuleBench()
    let (first, second) = (try bench.start(), try bench.start())
    for parent in [first, second] { try bench.end(parent) }
    let limits = RealmLimits(queues: ["default"])
    let other = try bench.start(.noop { $0.queue = "other" })
    try bench.end(other)
    let parents = [second, other, first].map { Dependency(.job($0.id)) }
    // Unchecked, as if others had named them since.
    let id = try bench.run { tx in try Submit.one(.far { ($0.after, $0.limits) = (parents, limits) }, tx).id }
    let claim = try #require(try claim(request(), bench).first)
    // Not that of a queue which its submitter may not see.
    #expect(claim.job == id && claim.parents.map(\.id) == [second.id, first.id])
    #expect(claim.parents.map(\.state) == [.succeeded, .succeeded] && claim.checkpoint == nil)
    try bench.run { tx in
      _ = try Checkpoints.set([1, 2], of: claim.fence.fence, tx)
      try RemoteEnds.giveBack([claim.fence], tx)
    }
    #expect(try self.claim(request(), bench).first?.checkpoint == [1, 2])
  }

  // MARK: Who is in the line

  @Test func onlyJobsOfTheHandlersAndQueuesThatWereNamedAreGiven() throws {
    let bench = RuleBench()
    let far = try bench.insert(.far { $0.queue = "a" })
    let other = try bench.insert(.far { ($0.work, $0.queue) = (.handler(name: "other", payload: nil), "a") })
    let elsewhere = try bench.insert(.far { $0.queue = "b" })
    try bench.insert(.noop { $0.queue = "a" })
    #expect(try claim(request(["far"], queues: ["unknown"], max: 9), bench).isEmpty)
    #expect(try claim(request(["nobody"], max: 9), bench).isEmpty)
    #expect(try claim(request(["far"], queues: ["a"], max: 9), bench).map(\.job) == [far])
    // All handlers of remote workers.
    #expect(try claim(request([], queues: ["a", "a"], max: 9), bench).map(\.job) == [other])
    #expect(try claim(request(["other", "far"], max: 9), bench).map(\.job) == [elsewhere])
  }

  @Test(arguments: [["far"], []]) func nothingOfAPausedQueueIsGiven(_ handlers: [String]) throws {
    let bench = RuleBench()
    try bench.insert(.far())
    try bench.setQueue { $0.isPaused = true }
    let request = request(handlers, queues: ["default"])
    #expect(try claim(request, bench).isEmpty)
    try bench.setQueue { $0.isPaused = false }
    #expect(try claim(request, bench).count == 1)
  }

  @Test func placesThatTakeTurnsAreOneLine() throws {
    let bench = RuleBench()
    let places: [(String, Int)] = [("a", 1), ("b", 3), ("a", 2)]
    let ids = try bench.insert(places.map { place in .far { ($0.queue, $0.priority) = place } })
    #expect(
      try claims([request(max: 2), request(max: 2)], bench).map { $0.map(\.job) } == [[ids[1], ids[2]], [ids[0]]])
  }

  // MARK: How far it is looked at

  @Test func whatManyWishForIsLookedForOnce() throws {
    let bench = RuleBench()
    let ids = try bench.insert((0..<4).map { _ in .far() })
    _ = bench.asked.takeCalls()
    let given = try claims([request(), request(max: 2), request()], wanted: 4, bench)
    #expect(given.map { $0.map(\.job) } == [[ids[0]], [ids[1], ids[2]], [ids[3]]])
    #expect(bench.asked.takeCalls().count { $0 == "ready" } == 1)
  }

  @Test func whoWantsMoreThanWasSaidLooksAgain() throws {
    let bench = RuleBench()
    let ids = try bench.insert((0..<3).map { _ in .far() })
    let given = try claims([request(), request(max: 2)], wanted: 1, bench)
    #expect(given.map { $0.map(\.job) } == [[ids[0]], [ids[1], ids[2]]])
  }

  /// It would be found, and held back, by each of them.
  @Test func whatIsHeldBackIsFoundOnce() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.slots = 2 }
    _ = try bench.start()
    try bench.insert(.far { $0.slotsNeeded = 2 })
    _ = bench.asked.takeCalls()
    #expect(try claims([request(), request(), request()], bench).allSatisfy(\.isEmpty))
    #expect(bench.asked.takeCalls().count { $0 == "ready" } == 1)
  }

  @Test func noMoreAreGivenAtOnceThanOneLookShows() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.agingMicros = 1_000_000 }
    let ids = try bench.insert((0..<Limits.claimAgingMax + 4).map { _ in .far() })
    #expect(try claims([request(max: 100), request(max: 100)], bench).flatMap(\.self).map(\.job) == ids)
  }

  @Test func emptyBucketSaysWhenToLookAgain() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.rate = StartRate(count: 1, perMicros: 1_000_000, burst: 1) }
    _ = try bench.insert([.far(), .far()])
    #expect(try claim(request(max: 2), bench).count == 1)
    #expect(bench.tx.ledger.times.nextRemoteToken == .noon + 1_000_000)
  }

  @Test func noMoreOfALimitKeyAreGivenThanMayRun() throws {
    let bench = RuleBench()
    let ids = try bench.insert((0..<3).map { _ in .far { $0.limit = LimitRule(key: "k", max: 2) } })
    #expect(try claim(request(max: 3), bench).map(\.job) == Array(ids.prefix(2)))
  }

  // MARK: Who cannot start

  @Test func whoHasNoTimeEndsAndTheNextIsGiven() throws {
    let bench = RuleBench()
    let ids = try bench.insert([.far { $0.timeoutMicros = 0 }, .far { $0.timeoutMicros = 0 }, .far()])
    #expect(try claim(request(), bench).map(\.job) == [ids[2]])
    for id in ids.dropLast() { #expect(try bench.state(id) == .failed && bench.row(id).starts == 0) }
  }

  /// Its row does not say so: the lease does.
  @Test func whoseTimeIsOverAsItBeginsIsNotGiven() throws {
    let bench = RuleBench()
    let ids = try bench.insert([.far { $0.timeoutMicros = 0 }, .far()])
    try bench.run { tx in try tx.setFlags([], clearing: .hasNoTime, of: ids[0]) }
    #expect(try claim(request(), bench).map(\.job) == [ids[1]])
    let row = try bench.row(ids[0])
    #expect(row.state == .failed && row.reason == .timeout && row.starts == 1 && bench.lease(ids[0]) == nil)
  }

  /// The failure of the second cancels the batch, and with it the first.
  @Test func whatEndsWithAnotherIsNotGivenAfterAll() throws {
    let bench = RuleBench()
    var batch = NewBatch(jobs: [.far { ($0.priority, $0.graceMicros) = (9, 0) }, .far { $0.timeoutMicros = 0 }])
    batch.isFailFast = true
    try bench.run { [batch] tx in _ = try BatchVerbs.create(batch, idempotency: nil, tx) }
    #expect(try claim(request(max: 2), bench).isEmpty)
    #expect(try bench.state(JobID(1)) == .cancelled && bench.state(JobID(2)) == .failed)
  }

  @Test func shortTransactionSaysThatThereIsMore() throws {
    let bench = RuleBench(workMax: 1)
    let ids = try bench.insert([.far { $0.timeoutMicros = 0 }, .far()])
    try bench.run { tx in tx.ledger.claims.news.forgetRemoteNews() }
    #expect(try claim(request(), bench).isEmpty && bench.state(ids[0]) == .failed)
    #expect(bench.tx.ledger.claims.news.hasRemoteRoom)
    #expect(try claim(request(), bench).map(\.job) == [ids[1]])
  }
}
