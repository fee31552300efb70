// What is left for later gets a transaction of its own, once, and nothing else does.

import TestSupport
import Testing

@testable import JobCore

@Suite struct LateWorkTests {
  private let bench = TransactionBench()

  /// How many transactions are planned.
  private func planned() throws -> Int {
    try LateWork.plan(bench.tx)
    return bench.tx.after.take().deferred.count
  }

  @Test func nothingIsPlannedForNothing() throws {
    _ = try bench.insert()
    #expect(try planned() == 0)
  }

  @Test func endsThatAreMarkedAreGoneOnWithInOneTransaction() throws {
    bench.tx.ledger.backlog.settlementCount = 2
    #expect(try planned() == 1)
    #expect(bench.tx.ledger.backlog.isSettlementPlanned)
    #expect(try planned() == 0)
  }

  @Test func endsThatAreSetAsideWaitForTheNextStart() throws {
    bench.tx.ledger.backlog.settlementCount = 1
    _ = bench.tx.course.setAside.takes(.settlement(4))
    _ = bench.tx.course.setAside.addCurrent()
    #expect(try planned() == 0)
    #expect(!bench.tx.ledger.backlog.isSettlementPlanned)
    bench.tx.ledger.backlog.settlementCount = 2
    #expect(try planned() == 1)
  }

  @Test func externalJobsAreStartedInOneOfTheirOwn() throws {
    let id = try bench.insert(NewJob(.external))
    try LateWork.plan(bench.tx)
    #expect(!bench.tx.ledger.claims.news.hasExternalNews)
    #expect(try bench.row(id).state == .queued)
    try bench.commit()
    #expect(try bench.goOn() == 1)
    #expect(try bench.row(id).state == .running)
    // There may be room for them, and there are none.
    bench.tx.ledger.claims.news.hasExternalNews = true
    bench.tx.ledger.claims.forgetReady(Lane.external, queue: 1)
    #expect(try planned() == 0)
    #expect(!bench.tx.ledger.claims.news.hasExternalNews)
  }

  @Test func whileNothingIsToStartOnlyEndsAreGoneOnWith() throws {
    _ = try bench.insert(NewJob(.external))
    bench.tx.ledger.claims.isDraining = true
    bench.tx.ledger.backlog.hasLimitsLeft = true
    #expect(try planned() == 0)
    // Nothing of it is forgotten.
    #expect(bench.tx.ledger.claims.news.hasExternalNews && bench.tx.ledger.backlog.hasLimitsLeft)
    bench.tx.ledger.backlog.settlementCount = 1
    #expect(try planned() == 1)
  }

  @Test func keysThatWereLeftAreLookedAtByWhoeverWaits() throws {
    bench.tx.ledger.backlog.hasLimitsLeft = true
    try LateWork.plan(bench.tx)
    #expect(!bench.tx.ledger.backlog.hasLimitsLeft && !bench.tx.ledger.claims.news.hasNewWork)
    #expect(try bench.goOn() == 1)
    #expect(bench.tx.ledger.claims.news.hasNewWork && bench.tx.ledger.claims.news.hasRemoteRoom)
  }

  @Test func readyWorkIsPlannedForWhoWaitsForIt() throws {
    bench.tx.ledger.claims.news.hasNewWork = true
    #expect(try planned() == 0)
    bench.tx.ledger.claims.parked = ParkedClaim(room: ClaimRoom(slots: 1), order: 1) { _ in }
    #expect(try planned() == 1)
    // One of them serves both.
    bench.tx.ledger.backlog.hasLimitsLeft = true
    #expect(try planned() == 1)
  }
}
