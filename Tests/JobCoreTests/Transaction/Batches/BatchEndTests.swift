// What the ends of its members mean for a batch.

import TestSupport
import Testing

@testable import JobCore

@Suite struct BatchEndTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  private func create(
    _ count: Int, _ change: (inout NewBatch) -> Void = { _ in }
  ) throws -> (id: Int64, members: [JobID]) {
    var new = NewBatch(jobs: (0..<count).map { _ in .noop() })
    change(&new)
    let answer = try BatchVerbs.create(new, idempotency: nil, tx)
    guard case .created(let batch, let members) = answer else { throw Unexpected(what: "\(answer)") }
    return (batch.id.value, members)
  }

  private func end(_ id: JobID, as state: JobState = .cancelled) throws {
    try End.job(try bench.row(id), as: state, reason: .cancel, tx)
  }

  private func batch(_ id: Int64) throws -> BatchRow { try #require(try Batches.batch(id, tx)) }

  @Test func batchIsDoneWithTheLastOfItsMembersAndTellsOnce() throws {
    let (id, members) = try create(2) { $0.callbacks = [Callback(.command(["true"]))] }
    try end(members[0])
    #expect(try !BatchEnd.settle(id, hasFailed: false, tx))
    #expect(try batch(id).finishedAt == nil)
    #expect(tx.after.commit.batchEvents.isEmpty && !tx.agenda.hasTold)
    bench.clock.advance(byMicros: 5)
    try bench.commit()
    try end(members[1])
    #expect(try !BatchEnd.settle(id, hasFailed: false, tx))
    #expect(try !BatchEnd.settle(id, hasFailed: true, tx))
    #expect(try batch(id).finishedAt == .noon + 5)
    #expect(try !batch(id).isOpen)
    #expect(tx.after.commit.batchEvents == [BatchEvent(batch: BatchID(id), isDone: true)])
    #expect(tx.agenda.takeTold().map(\.isSuccess) == [false])
    #expect(tx.agenda.takeEnded().map(\.parent) == [.batch(BatchID(id))])
    #expect(tx.agenda.batchesWithRemoved == [id])
  }

  @Test func batchOfSuccessesIsOne() throws {
    let (id, members) = try create(1)
    let job = try bench.claimOne()
    #expect(job.id == members[0])
    #expect(try Apply.end(bench.transition(job, .exited(code: 0)), tx))
    #expect(try !BatchEnd.settle(id, hasFailed: false, tx))
    #expect(tx.agenda.takeEnded().map(\.isSuccess) == [true])
    #expect(!tx.agenda.hasTold)
  }

  @Test(arguments: [true, false]) func firstFailureCancelsTheOthersWhereThatWasAsked(isFailFast: Bool) throws {
    let (id, members) = try create(3) { $0.isFailFast = isFailFast }
    try end(members[0], as: .failed)
    let isCancelled = try BatchEnd.settle(id, hasFailed: true, tx)
    #expect(isCancelled == isFailFast)
    // Those of all such batches together.
    if isCancelled { try BatchCancel.members(of: [BatchCancel.Line(batch: id)], tx) }
    let states = try members.map { try bench.row($0).state }
    #expect(states == (isFailFast ? [.failed, .cancelled, .cancelled] : [.failed, .queued, .queued]))
    #expect(try batch(id).isCancelRequested == isFailFast)
    #expect(try batch(id).cancelReason == (isFailFast ? "another member of batch \(id) failed" : nil))
  }

  @Test func failureOfAnotherReasonCancelsNobody() throws {
    let (id, members) = try create(2) { $0.isFailFast = true }
    try end(members[0], as: .cancelled)
    #expect(try !BatchEnd.settle(id, hasFailed: false, tx))
    #expect(try bench.row(members[1]).state == .queued)
    // It is being cancelled already, and keeps the reason that was said.
    BatchCancel.mark(id, reason: "why", tx)
    #expect(try !BatchEnd.settle(id, hasFailed: true, tx))
    #expect(try batch(id).cancelReason == "why")
    #expect(try bench.row(members[1]).state == .queued)
  }

  @Test func batchThatStaysOpenIsNotDoneBeforeItIsClosed() throws {
    let (id, members) = try create(1) { $0.staysOpen = true }
    try end(members[0])
    #expect(try !BatchEnd.settle(id, hasFailed: false, tx))
    #expect(try batch(id).finishedAt == nil)
    Batches.change(id, tx) { $0.isOpen = false }
    #expect(try !BatchEnd.settle(id, hasFailed: false, tx))
    #expect(try batch(id).finishedAt == .noon)
  }

  /// What is told of it from now on moves no more, wherever the clock is set to.
  @Test func timeOfADoneBatchIsAMomentOfTheClock() throws {
    let (id, members) = try create(1) {
      $0.deadline = .noon + 900
      $0.timeoutMicros = 500
    }
    tx.ledger.times.clockAhead = 30
    tx.ledger.times.isNextDueStale = false
    try end(members[0])
    #expect(try !BatchEnd.settle(id, hasFailed: false, tx))
    #expect(try batch(id).deadline == .noon + 530)
    #expect(try batch(id).timeoutAt == nil)
    #expect(tx.ledger.times.isNextDueStale)
  }

  /// The clock was set back.
  @Test func batchEndsNotBeforeItWasMade() throws {
    let (id, members) = try create(1)
    bench.clock.step(byMicros: -5_000)
    try bench.commit()
    try end(members[0])
    #expect(try !BatchEnd.settle(id, hasFailed: false, tx))
    #expect(try batch(id).finishedAt == .noon)
  }

  @Test func emptyBatchIsDoneAndKeptForAWhile() throws {
    let (id, _) = try create(0)
    #expect(try batch(id).finishedAt == .noon)
    #expect(try batch(id).expiresAt == .noon + StoreBench.keepForMicros)
    #expect(tx.agenda.batchesWithRemoved.isEmpty)
  }

  @Test func batchThatIsGoneIsNoMatter() throws {
    #expect(try !BatchEnd.settle(99, hasFailed: true, tx))
    #expect(tx.after.commit.isEmpty && tx.agenda.isEmpty)
  }
}
