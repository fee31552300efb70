// Searches know of what the transaction has changed, and what they find is not read again.

import TestSupport
import Testing

@testable import JobCore

@Suite struct TransactionSearchesTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  private let line = ReadyLine(queue: 1, lane: .named("/noop"), max: 9)

  @Test func whoAsksForNothingAsksNobody() throws {
    _ = try bench.insert()
    tx.ledger.backlog.settlementCount = 1
    let work = bench.rows.work
    #expect(try tx.ready([]).isEmpty)
    #expect(try tx.inLine([]).isEmpty)
    #expect(try tx.waiting([], max: 9).isEmpty)
    #expect(bench.rows.work == work && !tx.changes.jobs.isEmpty)
  }

  @Test func readyJobsAreThoseOfThisTransactionToo() throws {
    let ids = [try bench.insert(), try bench.insert()]
    #expect(try tx.ready([line]).map { $0.map(\.id) } == [ids])
    _ = try CancelVerb.job(ids[0], CancelOptions(), tx)
    #expect(try tx.ready([line, line]).map { $0.map(\.id) } == [[ids[1]], [ids[1]]])
  }

  @Test func whatWasFoundIsNotReadAgain() throws {
    let id = try bench.insert()
    try bench.commit()
    _ = try tx.ready([line])
    let work = bench.rows.work
    #expect(try bench.row(id).state == .queued && bench.rows.work == work)
  }

  @Test func linesOfALimitKeyAreThoseOfThisTransactionToo() throws {
    let id = try bench.insert(.noop { $0.limit = LimitRule(key: "k", max: 1) })
    let row = try bench.row(id)
    let limit = try #require(row.limit)
    let look = LimitLine(limit: limit, queue: 1, lane: row.lane, side: .bestParked, max: 9)
    #expect(try tx.inLine([look]).map { $0.map(\.id) } == [[id]])
  }

  @Test func whoWaitsIsKnownOnceHeHasSaidSo() throws {
    let parent = try bench.insert()
    let child = try bench.insert(.noop { $0.after = [Dependency(.job(parent))] })
    let look = WaitingLine(parent: .job(parent), from: JobID(0), max: 9)
    #expect(try tx.waiting([look], max: 9).map(\.child) == [child])
    #expect(try tx.waiting([look], max: 0).isEmpty)
  }

  @Test func marksAreLookedForOnlyIfThereAreAny() throws {
    let parents = [Parent.job(JobID(1)), .job(JobID(2))]
    for parent in parents { tx.change(.add(SettlementRow(id: 0, parent: parent, isSuccess: true, child: JobID(3)))) }
    #expect(try tx.settlements(of: parents).isEmpty)
    #expect(try tx.lastSettlement() == nil)
    // Not even what has been said of them is written for that.
    #expect(tx.changes.settlements.count == 2)
    tx.ledger.backlog.settlementCount = 2
    #expect(try tx.settlements(of: [parents[1]]).map(\.parent) == [parents[1]])
    #expect(try tx.lastSettlement()?.parent == parents[1])
  }

  @Test func marksThatAreSetAsideAreNotTheLast() throws {
    for id: Int64 in 1...2 {
      tx.change(.add(SettlementRow(id: 0, parent: .job(JobID(id)), isSuccess: true, child: JobID(3))))
    }
    tx.ledger.backlog.settlementCount = 2
    let last = try #require(try tx.lastSettlement())
    _ = tx.course.setAside.takes(.settlement(last.id))
    _ = tx.course.setAside.addCurrent()
    #expect(try tx.lastSettlement()?.parent == .job(JobID(1)))
  }
}
