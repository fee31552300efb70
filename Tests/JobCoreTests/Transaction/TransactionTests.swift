// The rows of one transaction: read once, changed where they are, and written once, as they are in the end.

import TestSupport
import Testing

@testable import JobCore

@Suite struct TransactionTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  /// What reading costs meanwhile.
  private func reads(_ body: () throws -> Void) rethrows -> Int64 {
    let before = bench.rows.work
    try body()
    return bench.rows.work - before
  }

  @Test func jobIsReadOnceAlsoOneThatIsNotThere() throws {
    let id = try bench.insert()
    try bench.commit()
    #expect(try reads { _ = try tx.job(id) } == 1)
    #expect(try reads { _ = try tx.job(id) } == 0)
    #expect(try reads { _ = try tx.job(JobID(99)) } == 1)
    #expect(try reads { _ = try tx.job(JobID(99)) } == 0)
    #expect(try tx.job(id)?.id == id)
    #expect(try tx.job(JobID(99)) == nil)
    // Those of another transaction may be others.
    try bench.commit()
    #expect(try reads { _ = try tx.job(id) } == 1)
  }

  @Test func jobIsWrittenOnceAsItIsInTheEnd() throws {
    let id = try bench.insert()
    try bench.commit()
    let writes = bench.rows.writes
    for priority in [3, 5, 4] { try tx.change(id) { $0.priority = priority } }
    #expect(tx.changes.jobs.count == 1 && bench.rows.tables.jobs[id]?.priority == 0)
    try tx.flush()
    try tx.flush()
    #expect(bench.rows.tables.jobs[id]?.priority == 4 && bench.rows.writes == writes + 1)
    #expect(tx.changes.isEmpty)
    // And again, if it changes again.
    try tx.change(id) { $0.priority = 9 }
    try tx.flush()
    #expect(bench.rows.tables.jobs[id]?.priority == 9)
  }

  @Test func changeIsMadeOnlyOfWhatItWasDecidedOn() throws {
    let id = try bench.insert()
    let decidedOn = try bench.row(id)
    var starts = decidedOn
    starts.starts += 1
    var state = decidedOn
    state.state = .held
    for other in [starts, state] {
      #expect(throws: StoreError.self) { _ = try tx.change(decidedOn: other) { $0.priority = 7 } }
    }
    #expect(try bench.row(id) == decidedOn)
    // What has been said of it meanwhile stays.
    try tx.setFlags(.seen, of: id)
    _ = try tx.change(decidedOn: decidedOn) { $0.priority = 7 }
    let row = try bench.row(id)
    #expect(row.priority == 7 && row.flags.contains(.seen))
  }

  @Test func uniqueKeyIsAsTheLastDecisionLeavesIt() throws {
    let (first, second) = (JobID(1), JobID(2))
    #expect(try tx.unique("k") == nil)
    tx.change(.take("k", first))
    #expect(try tx.unique("k")?.job == first)
    // Who does not have it says nothing about it.
    tx.change(.hold("k", second, until: .noon))
    tx.change(.free("k", second))
    #expect(try tx.unique("k") == UniqueRow(key: "k", job: first, freeAt: nil))
    tx.change(.hold("k", first, until: .noon))
    #expect(try tx.unique("k")?.freeAt == .noon)
    tx.change(.free("k", first))
    #expect(try tx.unique("k") == nil)
    try bench.commit()
    #expect(bench.rows.tables.uniques.isEmpty)
  }

  @Test func keyThatWasDecidedAboutBeforeItWasReadIsReadAfterThat() throws {
    tx.change(.take("k", JobID(1)))
    try bench.commit()
    tx.change(.free("k", JobID(1)))
    #expect(try tx.unique("k") == nil)
  }

  @Test func aheadOnlyWhatIsNotKnownIsRead() throws {
    let ids = try (0..<3).map { number in try bench.insert(.noop { $0.unique = UniqueRule(key: "k\(number)") }) }
    try bench.commit()
    var wants = Wants()
    (wants.jobs, wants.terms, wants.decisive) = (ids, ids, ids)
    wants.leases = [ids[0]]
    #expect(try reads { try tx.readAhead(wants) } == 10)
    #expect(try reads { try tx.readAhead(wants) } == 0)
    let rule = try tx.jobTerms(ids[1]).unique
    #expect(rule?.key == "k1" && tx.working.decisive[ids[2]] != nil)
    #expect(try reads { _ = try tx.jobTerms(ids[0]) } == 0)
  }

  @Test func batchesThatAreRememberedAreNotReadAhead() throws {
    var new = NewBatch(jobs: [])
    new.staysOpen = true
    _ = try BatchVerbs.create(new, idempotency: nil, tx)
    try bench.commit()
    var wants = Wants()
    wants.batches = [1]
    #expect(try reads { try tx.readAhead(wants) } == 0)
    tx.ledger.batches = BatchBook()
    #expect(try reads { try tx.readAhead(wants) } == 1)
    #expect(try reads { try tx.readAhead(wants) } == 0)
  }

  @Test func termsOfAJobWithoutAnyAreKnownAsSuch() throws {
    let id = try bench.insert()
    #expect(try reads { _ = try tx.jobTerms(id) } == 0)
    try bench.commit()
    _ = try tx.jobTerms(id)
    #expect(try reads { _ = try tx.jobTerms(id) } == 0)
    #expect(try tx.jobTerms(id) == JobTerms())
    #expect(try tx.jobTerms(JobID(99)) == JobTerms())
  }

  @Test func searchKnowsWhatHasBeenChanged() throws {
    let id = try bench.insert()
    let found = try tx.search { rows throws(StoreError) in try rows.shown([id]).map(\.id) }
    #expect(found == [id] && tx.changes.jobs.isEmpty)
  }

  @Test func whatIsStillToBeWrittenCountsAsWork() throws {
    let bench = TransactionBench(workMax: 20)
    let id = try bench.insert()
    try bench.commit()
    _ = try bench.row(id)
    let work = bench.tx.work
    try bench.tx.change(id) { $0.priority = 1 }
    try bench.tx.change(id) { $0.priority = 2 }
    #expect(bench.tx.work == work + 2)
    bench.tx.change(.removeAll(of: id))
    bench.tx.course.budget.promised = 5
    #expect(bench.tx.work == work + 2 + 2 + 5)
    bench.tx.agenda.noteTold(Agenda.Told(owner: .job(id), isSuccess: true, at: .noon))
    #expect(bench.tx.work == work + 9 + Limits.toldEndWork)
  }

  @Test func roomIsForOneInAnyCaseAndForNoMoreThanAsked() {
    let bench = TransactionBench(workMax: 20)
    #expect(bench.tx.room(forWorkOf: 5, max: 9) == 4 && bench.tx.room(forWorkOf: 5, max: 3) == 3)
    bench.tx.course.budget.promised = 20 / Limits.piecesPerTransaction
    #expect(bench.tx.isPieceDone && !bench.tx.isExhausted && bench.tx.room(forWorkOf: 5, max: 9) == 2)
    bench.tx.course.budget.promised = 20
    #expect(bench.tx.isExhausted && bench.tx.room(forWorkOf: 5, max: 9) == 1)
  }

  @Test func leaseThatIsRemovedIsKnownToBeGone() throws {
    tx.working.found(
      LeaseRow(job: JobID(1), secret: "s", micros: 1, now: .noon, timeoutMicros: nil, deadline: nil), lease: JobID(1))
    tx.removeLease(of: JobID(1))
    #expect(tx.working.leases[JobID(1)].map { $0 == nil } == true && tx.changes.leases.count == 1)
  }

  /// It is found out when its turn comes, so that it is known what it is.
  @Test func whatCannotBeReadAheadOfItsTurnHoldsUpNobody() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.insert()
      try bench.makeUnreadable(id)
      await #expect(throws: StoreError.self) {
        try await bench.writer.perform { tx throws(StoreError) in
          var wants = Wants()
          wants.jobs = [id]
          try tx.readAhead(wants)
        }
      }
      let isKnown = try await bench.writer.perform { tx throws(StoreError) in
        var wants = Wants()
        wants.jobs = [id]
        try tx.readAheadOfTurn(wants)
        return tx.working.isKnown(id)
      }
      #expect(!isKnown)
    }
  }
}
