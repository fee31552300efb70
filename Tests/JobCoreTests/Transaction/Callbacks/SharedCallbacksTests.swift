// Callbacks of a queue, and those for every job, within one transaction: they become those of a job as it ends, and only
// those that tell of it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SharedCallbacksTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  private func url(_ path: String, on condition: EndCondition = .any) -> Callback {
    Callback(.url("http://h/\(path)"), on: condition)
  }

  private func set(_ callbacks: [Callback], runAs user: String? = nil) throws {
    var change = QueueChange()
    change.callbacks = .set(callbacks)
    change.runAs = Edit(user)
    _ = try Queues.configure("default", change, tx)
  }

  private func cancel(_ id: JobID) throws -> [CallbackStatus] {
    try End.job(try bench.row(id), as: .cancelled, reason: .cancel, tx)
    return try Callbacks.of(.job(id), tx).map(\.status)
  }

  @Test func endIsToldToThoseThatAreForIt() throws {
    try set([url("a"), url("b", on: .success), url("c", on: .failure)])
    let told = try cancel(try bench.insert())
    #expect(told.map(\.callback) == [url("a"), url("c", on: .failure)])
    #expect(told.allSatisfy { $0.state == .due && $0.nextAt == .noon && $0.queue == "default" })
    #expect(tx.after.commit.nextCallback == .noon)
    let job = try bench.start()
    #expect(try Apply.end(bench.transition(job, .returned(result: nil)), tx))
    #expect(try Callbacks.of(.job(job.id), tx).map(\.status.callback) == [url("a"), url("b", on: .success)])
  }

  @Test func attemptThatIsNotTheLastTellsNobody() throws {
    try set([url("a")])
    let job = try bench.start(.noop { $0.retry = .attempts(2) })
    #expect(try Apply.end(bench.transition(job, .exited(code: 1)), tx))
    #expect(try bench.row(job.id).state == .retrying && Callbacks.of(.job(job.id), tx).isEmpty)
    #expect(try !bench.row(job.id).flags.contains(.hasCallbacks))
  }

  @Test func thoseOfTheJobComeFirst() throws {
    try set([url("queue")])
    let id = try bench.insert(.noop { $0.callbacks = [url("own")] })
    _ = try cancel(id)
    try bench.commit()
    let told = try Callbacks.of(.job(id), tx)
    #expect(told.map(\.status.callback) == [url("own"), url("queue")] && told.map(\.status.queue) == [nil, "default"])
    #expect(told.map(\.id) == told.map(\.id).sorted() && told.allSatisfy { $0.status.state == .due })
  }

  /// Nothing is written, nothing is read, and the job has nothing that would have to be looked for later.
  @Test func endThatTheQueueTellsNobodyOfLeavesNothing() throws {
    try set([url("a", on: .success)])
    let id = try bench.insert()
    try bench.commit()
    #expect(try cancel(id).isEmpty)
    #expect(tx.changes.callbacks.isEmpty && !tx.agenda.hasTold)
    #expect(try bench.row(id).flags.isDisjoint(with: .hasCallbacks))
  }

  /// The configuration may have given it a user since.
  @Test func commandIsNotRunWhereTheJobsOfTheQueueRunAsSomebody() throws {
    try set([Callback(.command(["page"])), url("a")], runAs: "ann")
    let told = try cancel(try bench.insert())
    #expect(told.map(\.state) == [.failed, .due])
    #expect(told[0].nextAt == nil && told[0].lastError?.contains("ann") == true)
  }

  @Test func failedTransactionTellsNobody() throws {
    try set([url("a")])
    let id = try bench.insert()
    try bench.commit()
    _ = try cancel(id)
    bench.fail()
    #expect(try bench.row(id).state == .queued && Callbacks.of(.job(id), tx).isEmpty)
    // What the queue is set to is taken back as well.
    try set([])
    bench.fail()
    #expect(try cancel(id).count == 1)
  }

  @Test func jobThatGoesInTheTransactionOfItsEndLeavesNone() throws {
    try set([url("a")])
    let id = try bench.insert(.noop { $0.callbacks = [url("own")] })
    try bench.commit()
    try End.job(try bench.row(id), as: .cancelled, reason: .cancel, tx)
    #expect(try Remove.job(id, tx)?.isDone == true)
    try bench.commit()
    #expect(bench.rows.tables.callbacks.isEmpty)
  }

  // MARK: Everybody's

  private func setDefault(_ callbacks: [Callback], over seen: [Callback]? = nil) -> Bool {
    if case .done = SharedCallbacks.set(callbacks, over: seen, tx) { true } else { false }
  }

  @Test func thoseForEveryJobComeLastAndOnlyForTheirEnds() throws {
    try set([url("queue")])
    #expect(setDefault([url("a", on: .success), url("b", on: .failure), url("c")]))
    let told = try cancel(try bench.insert(.noop { $0.callbacks = [url("own")] }))
    #expect(told.map(\.callback) == [url("own"), url("queue"), url("b", on: .failure), url("c")])
    #expect(told.map(\.isDefault) == [false, false, true, true] && told.map(\.isOwn) == [true, false, false, false])
    #expect(told.allSatisfy { $0.state == .due } && told.map(\.queue) == [nil, "default", nil, nil])
    #expect(tx.after.commit.nextCallback == .noon)
    let job = try bench.start()
    #expect(try Apply.end(bench.transition(job, .returned(result: nil)), tx))
    #expect(
      try Callbacks.of(.job(job.id), tx).map(\.status.callback) == [url("queue"), url("a", on: .success), url("c")])
  }

  @Test func endThatNobodyIsToldOfLeavesNothing() throws {
    #expect(setDefault([url("a", on: .success)]))
    let id = try bench.insert()
    try bench.commit()
    #expect(try cancel(id).isEmpty)
    #expect(tx.changes.callbacks.isEmpty && !tx.agenda.hasTold)
    #expect(try bench.row(id).flags.isDisjoint(with: .hasCallbacks))
  }

  /// Whoever sets them may do anything, which is not so of whoever sets a queue.
  @Test func commandForEveryJobIsRunWhoeverTheJobRunsAs() throws {
    try set([], runAs: "ann")
    #expect(setDefault([Callback(.command(["page"]))]))
    #expect(try cancel(try bench.insert()).map(\.state) == [.due])
  }

  @Test func configurationWinsAndWhatWasSetIsKeptMeanwhile() throws {
    #expect(setDefault([url("set")]))
    tx.ledger.queues.callbacks.ofAll.configured = [url("file")]
    #expect(!setDefault([url("other")]))
    #expect(try cancel(try bench.insert()).map(\.callback) == [url("file")])
    tx.ledger.queues.callbacks.ofAll.configured = []
    #expect(try cancel(try bench.insert()).isEmpty)
    tx.ledger.queues.callbacks.ofAll.configured = nil
    #expect(try cancel(try bench.insert()).map(\.callback) == [url("set")])
  }

  @Test func changeOfWhatSomebodyElseHasChangedSinceIsRefused() throws {
    #expect(setDefault([url("a")], over: []))
    #expect(!setDefault([url("b")], over: []))
    #expect(tx.ledger.queues.callbacks.ofAll.callbacks == [url("a")])
    try bench.commit()
    #expect(setDefault([url("b")], over: [url("a")]))
    bench.fail()
    #expect(tx.ledger.queues.callbacks.ofAll.callbacks == [url("a")])
    #expect(bench.rows.tables.defaultCallbacks.stored == [url("a")])
  }
}
