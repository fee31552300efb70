// The end of a job that does not run, and what hangs on it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct EndTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  private func end(_ id: JobID, as state: JobState = .cancelled, adding flags: JobFlags = []) throws {
    try End.job(try bench.row(id), as: state, reason: .cancel, adding: flags, tx)
  }

  @Test func endedJobIsKeptAndWaitsForNothing() throws {
    let parent = try bench.insert()
    let id = try bench.insert(
      .noop {
        $0.after = [Dependency(.job(parent))]
        $0.limit = LimitRule(key: "k", max: 1)
      })
    #expect(try bench.row(id).pending == 1)
    try end(id, adding: .cancelRequested)
    let row = try bench.row(id)
    #expect(row.state == .cancelled && row.reason == .cancel && row.pending == 0 && row.limit == nil)
    #expect(row.flags.isSuperset(of: [.hasParents, .cancelRequested]))
    #expect(row.finishedAt == .noon && row.expiresAt == .noon + StoreBench.keepForMicros)
    #expect(tx.after.commit.earliestExpiry == row.expiresAt)
  }

  @Test func pauseEndsWithTheJob() throws {
    let job = try bench.start(.noop { $0.retry = .attempts(2) })
    #expect(try Apply.end(bench.transition(job, .exited(code: 1)), tx))
    #expect(try bench.row(job.id).pausedAt == .noon)
    try end(job.id)
    #expect(try bench.row(job.id).pausedAt == nil)
  }

  @Test func jobThatSaysHowLongItIsKeptIsKeptSoLong() throws {
    let ids = [try bench.insert(.noop { $0.keepForMicros = 7 }), try bench.insert()]
    for id in ids { try end(id) }
    #expect(try ids.map { try bench.row($0).expiresAt } == [.noon + 7, .noon + StoreBench.keepForMicros])
    #expect(tx.after.commit.earliestExpiry == .noon + 7)
  }

  /// The clock was set back.
  @Test func nothingEndsBeforeItWasThereOrHadBegun() throws {
    let job = try bench.start(.noop { $0.retry = .attempts(2) })
    let id = try bench.insert()
    try tx.change(job.id) { $0.startedAt = .noon + 300 }
    #expect(try Apply.end(bench.transition(job, .exited(code: 1)), tx))
    bench.clock.step(byMicros: -5_000)
    try bench.commit()
    for id in [id, job.id] { try end(id) }
    #expect(try bench.row(id).finishedAt == .noon)
    #expect(try bench.row(job.id).finishedAt == .noon + 300)
    #expect(try bench.row(id).expiresAt == .noon - 5_000 + StoreBench.keepForMicros)
  }

  @Test(arguments: [true, false]) func endOfOneThatHadADeadlineMakesAnotherTheNext(hasDeadline: Bool) throws {
    let id = try bench.insert(.noop { $0.deadline = hasDeadline ? Timestamp.noon + 9 : nil })
    tx.ledger.times.isNextDueStale = false
    try end(id)
    #expect(tx.ledger.times.isNextDueStale == hasDeadline)
  }

  @Test func onlyOneThatSomethingHangsOnIsNoted() throws {
    try end(try bench.insert())
    #expect(tx.agenda.isEmpty && tx.changes.uniques.isEmpty)
  }

  @Test(arguments: [JobState.succeeded, .failed, .cancelled, .skipped])
  func whatHangsOnAnEndHearsWhetherItIsASuccess(_ state: JobState) throws {
    let id = try bench.insert(
      .noop {
        $0.unique = UniqueRule(key: "u")
        $0.callbacks = [Callback(.command(["true"]))]
        $0.then = [FollowUp(.noop())]
      })
    try End.follow(try bench.row(id), as: state, MetCallbacks(), tx)
    #expect(tx.agenda.takeTold().map(\.isSuccess) == [state == .succeeded])
    let ended = tx.agenda.takeEnded()
    #expect(ended.map(\.parent) == [.job(id)] && ended.map(\.isSuccess) == [state == .succeeded])
    #expect(try tx.unique("u") == nil)
  }

  @Test func keyThatIsHeldForAWhileIsNotFreeYet() throws {
    let id = try bench.insert(.noop { $0.unique = UniqueRule(key: "u", forMicros: 60) })
    try end(id)
    #expect(try tx.unique("u") == UniqueRow(key: "u", job: id, freeAt: .noon + 60))
  }
}
