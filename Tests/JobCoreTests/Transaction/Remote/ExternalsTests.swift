// External jobs: they start as soon as they may, whatever the slots, and end by a word that fits.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ExternalsTests {
  /// Starts what may start; says whether there is more for another transaction.
  private func start(_ bench: RuleBench) throws -> Bool {
    try bench.run { tx in
      tx.ledger.claims.news.hasExternalNews = false
      try Externals.start(tx)
    }
    return bench.tx.ledger.claims.news.hasExternalNews
  }

  private func running(_ ids: [JobID], _ bench: RuleBench) throws -> [JobID] {
    try ids.filter { try bench.state($0) == .running }
  }

  // MARK: Starting

  @Test func itRunsWithoutASlotAndWithoutAWorker() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.slots = 1 }
    _ = try bench.start()
    let ids = try bench.insert([.external { ($0.timeoutMicros, $0.deadline) = (5, .noon + 9) }, .external()])
    #expect(try !start(bench) && running(ids, bench) == ids)
    #expect(try bench.queue().slotsNeeded == 1)
    let lease = try #require(bench.lease(ids[0]))
    #expect(lease.isExternal && lease.secret.isEmpty && lease.expiresAt == nil)
    #expect(lease.timeoutAt?.micros(since: lease.beganAt) == 5 && lease.deadline == .noon + 9)
    // The earlier of the two is the next moment.
    #expect(bench.tx.ledger.times.nextDue == .noon + 5)
  }

  @Test func nothingStartsWhileItIsDrainedOrPaused() throws {
    let bench = RuleBench()
    let ids = try bench.insert([.external()])
    try bench.run { tx in tx.ledger.claims.isDraining = true }
    #expect(try !start(bench) && running(ids, bench) == [])
    try bench.run { tx in tx.ledger.claims.isDraining = false }
    try bench.setQueue { $0.isPaused = true }
    #expect(try !start(bench) && running(ids, bench) == [])
    try bench.setQueue { $0.isPaused = false }
    #expect(try !start(bench) && running(ids, bench) == ids)
  }

  @Test func limitKeysAndRatesHold() throws {
    let bench = RuleBench()
    let limited = try bench.insert((0..<2).map { _ in .external { $0.limit = LimitRule(key: "k", max: 1) } })
    try bench.setQueue("slow") { $0.rate = StartRate(count: 1, perMicros: 1_000_000, burst: 2) }
    let slow = try bench.insert((0..<3).map { _ in .external { $0.queue = "slow" } })
    #expect(try start(bench), "the second of the full key stood in line, and is parked now")
    #expect(try running(limited + slow, bench) == [limited[0], slow[0], slow[1]])
    #expect(bench.tx.ledger.times.nextRemoteToken == .noon + 1_000_000)
    bench.clock.advance(byMicros: 1_000_000)
    #expect(try !start(bench) && running(slow, bench) == slow)
  }

  /// asyncio: a limit of 0 never starts the work.
  @Test func whatHasNoTimeEnds() throws {
    let bench = RuleBench()
    let ids = try bench.insert([.external { $0.timeoutMicros = 0 }, .external { $0.timeoutMicros = 0 }, .external()])
    // The row of the second does not say so: the lease does.
    try bench.run { tx in try tx.setFlags([], clearing: .hasNoTime, of: ids[1]) }
    #expect(try start(bench), "it stood where another may stand now")
    for id in ids.dropLast() { #expect(try bench.state(id) == .failed && bench.row(id).reason == .timeout) }
    #expect(try bench.row(ids[0]).starts == 0 && bench.row(ids[1]).starts == 1 && bench.lease(ids[1]) == nil)
    #expect(try bench.state(ids[2]) == .running)
  }

  // MARK: So many at a time

  @Test func restIsForTheNextTransaction() throws {
    let bench = RuleBench(workMax: 100)
    let ids = try bench.insert((0..<12).map { _ in .external() })
    var transactions = 1
    while try start(bench) {
      #expect(try (1..<12).contains(running(ids, bench).count))
      transactions += 1
      try #require(transactions <= 12, "it goes on for ever")
    }
    #expect(transactions > 1)
    #expect(try running(ids, bench) == ids)
  }

  /// With aging it looks through all priorities there are.
  @Test(arguments: [40, 10] as [Int64]) func lookThatIsAPieceByItselfIsNotInVain(workMax: Int64) throws {
    let bench = RuleBench(workMax: workMax)
    try bench.setQueue { $0.agingMicros = 1_000_000 }
    let ids = try bench.insert((0..<12).map { priority in .external { $0.priority = priority } })
    var transactions = 1
    while try start(bench) {
      transactions += 1
      try #require(transactions <= 12, "it goes on for ever")
    }
    #expect(try running(ids, bench) == ids)
  }

  @Test func fullLookIsFollowedByAnother() throws {
    let bench = RuleBench()
    try bench.setQueue { $0.agingMicros = 1_000_000 }
    let ids = try bench.insert((0..<Limits.claimAgingMax + 4).map { _ in .external() })
    #expect(try start(bench) && running(ids, bench).count == Limits.claimAgingMax)
    #expect(try !start(bench) && running(ids, bench) == ids)
  }

  // MARK: Ending

  private func end(_ id: JobID, _ end: RemoteEnd, _ bench: RuleBench) throws -> VerbAnswer<Job> {
    let answer = try bench.run { tx in try Shown.later(id, after: try Externals.end(id, end, tx), tx) }
    return try answer.map { shown throws(StoreError) in try shown.job }
  }

  @Test func itEndsByAWordWhileItRuns() throws {
    let bench = RuleBench()
    let id = try bench.insert(.external { $0.retry = .attempts(2) })
    let failed = RemoteEnd.failed(JobFailure(code: "no", message: "denied"), mayRetry: true)
    #expect(try end(id, failed, bench).refusal == .queued)
    _ = try start(bench)
    let shown = try #require(try end(id, failed, bench).value)
    #expect(shown.id == id && shown.state == .retrying && bench.lease(id) == nil)
    #expect(try end(id, failed, bench).refusal == .retrying)
  }

  @Test func wordAboutWhatIsNotExternalChangesNothing() throws {
    let bench = RuleBench()
    let job = try bench.start()
    #expect(try end(JobID(99), .completed(result: nil), bench).isNotFound)
    guard case .invalid(let faults) = try end(job.id, .completed(result: nil), bench) else {
      throw Unexpected(what: "it was ended from outside")
    }
    #expect(try faults.map(\.field) == ["id"] && bench.state(job.id) == .running)
  }
}
