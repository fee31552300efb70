// What schedules have fired is forgotten when nobody asks for it any more, a little at a time.

import TestSupport
import Testing

@testable import JobCore

@Suite struct FiringsTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  /// A schedule that has fired at these moments; of those before `gone`, the jobs are gone.
  private func fired(_ moments: some Sequence<Int64>, gone: Int64, id: Int64 = 1) throws {
    for micros in moments {
      let job = JobID(micros < gone ? 0 : 7)
      tx.changes.firings.append(.add(schedule: id, due: .noon + micros, job: job))
    }
    try bench.commit()
  }

  private func removed(_ id: Int64) throws {
    let spec = NewSchedule(.every(micros: 60_000_000), job: .noop())
    let schedule = Schedule(
      name: "s\(id)", spec: spec, createdAt: .noon, updatedAt: .noon, nextAt: nil, lastAt: nil, lastJob: nil,
      firedCount: 0, skippedCount: 0)
    tx.changes.schedules.append(.add(ScheduleRow(id: id, schedule: schedule, isDeleted: true)))
    try bench.commit()
  }

  private func left(_ id: Int64 = 1) -> [Int64] {
    (bench.rows.tables.firings[id] ?? [:]).keys.map { $0.micros(since: .noon) }.sorted()
  }

  @Test func dueTimeThatWasDecidedInThisTransactionHasFired() throws {
    tx.changes.firings.append(.add(schedule: 1, due: .noon, job: JobID(7)))
    #expect(try Firings.has(1, due: .noon, tx))
    #expect(try !Firings.has(1, due: .noon + 1, tx))
    #expect(try !Firings.has(2, due: .noon, tx))
  }

  @Test func onlyWhatIsLongAgoAndHasNoJobIsForgotten() throws {
    try fired([1, 2, 3, 4], gone: 3)
    try fired([1], gone: 9, id: 2)
    try Firings.forget(of: 1, before: .noon + 2, tx)
    try bench.commit()
    #expect(left() == [2, 3, 4] && left(2) == [1])
    try Firings.forget(of: 1, before: .noon + 9, tx)
    try bench.commit()
    #expect(left() == [3, 4])
    #expect(bench.deferred.isEmpty)
    // There is nothing more.
    try Firings.forget(of: 1, before: .noon + 9, tx)
    #expect(tx.changes.firings.isEmpty)
  }

  @Test func muchIsForgottenInTransactionsOfItsOwn() throws {
    let count = Int64(2 * Limits.firingsForgottenMax + 1)
    try fired(0..<count, gone: count)
    try Firings.forget(of: 1, before: .noon + count, tx)
    try bench.commit()
    #expect(left().count == Int(count) - Limits.firingsForgottenMax)
    #expect(try bench.goOn() == 2)
    #expect(left().isEmpty)
  }

  @Test func removedScheduleGoesWithWhatItHasFiredAndNotBeforeItsJobs() throws {
    try removed(1)
    try removed(2)
    try removed(3)
    try fired([1, 2], gone: 9, id: 1)
    try fired([1], gone: 9, id: 2)
    let job = try Submit.one(.noop(), schedule: 2, tx).id
    try Firings.removeSchedules(tx)
    try bench.commit()
    #expect(bench.rows.tables.schedules.keys.sorted() == [2] && left(1).isEmpty && left(2) == [1])
    _ = try CancelVerb.job(job, CancelOptions(), tx)
    _ = try Remove.job(job, tx)
    try Firings.removeSchedules(tx)
    try bench.commit()
    #expect(bench.rows.tables.schedules.isEmpty && left(2).isEmpty && bench.deferred.isEmpty)
  }

  @Test func scheduleThatIsThereIsNotRemoved() throws {
    _ = try ScheduleVerbs.set("s", NewSchedule(.every(micros: 60_000_000), job: .noop()), tx)
    try Firings.removeSchedules(tx)
    try bench.commit()
    #expect(bench.rows.tables.schedules.count == 1)
  }

  /// Its number may be given again.
  @Test func nothingIsLeftOfARemovedScheduleHoweverOftenItFired() throws {
    let count = Int64(2 * Limits.firingsForgottenMax)
    try removed(1)
    try fired(0..<count, gone: count)
    try Firings.removeSchedules(tx)
    try bench.commit()
    try bench.goOn()
    #expect(left().isEmpty && bench.rows.tables.schedules.isEmpty)
  }

  @Test func whatIsTooMuchFollowsInTheNextTransaction() throws {
    try removed(1)
    tx.course.budget.promised = Limits.transactionWorkMax
    try Firings.removeSchedules(tx)
    tx.course.budget.promised = 0
    try bench.commit()
    #expect(bench.rows.tables.schedules.count == 1)
    #expect(try bench.goOn() == 1)
    #expect(bench.rows.tables.schedules.isEmpty)
  }
}
