// How a transaction begins and ends.

import TestSupport
import Testing

@testable import JobCore

@Suite struct TransactionLifeTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  @Test func beginningHasItsMoment() throws {
    _ = tx.course.setAside.takes(.job(JobID(1)))
    bench.clock.advance(byMicros: 50)
    let asked: [Timestamp?] = [Timestamp.noon + 10, Timestamp.noon + 30]
    tx.begin(asked: asked)
    #expect(tx.now == .noon + 30)
    // What fails from now on is something else.
    #expect(tx.course.setAside.current == nil)
    tx.begin(asked: [nil])
    #expect(tx.now == .noon + 50)
  }

  @Test func endWritesAllThatIsKeptInMemoryMeanwhile() throws {
    let created = try BatchVerbs.create(NewBatch(jobs: [.noop { $0.queue = "q" }]), idempotency: nil, tx)
    guard case .created(let batch, let ids) = created else { throw Unexpected(what: "\(created)") }
    try tx.finish()
    let tables = bench.rows.tables
    #expect(tables.jobs[ids[0]]?.state == .queued && tables.batches[batch.id.value]?.counts.reduce(0, +) == 1)
    #expect(tables.meta["last_job_id"] == 1 && tables.meta["last_batch_id"] == 1)
    #expect(tables.queues.values.first { $0.name == "q" }?.queuedCount == 1)
    #expect(tx.changes.isEmpty)
  }

  /// The batch is written before it is looked when the next moment is.
  @Test func momentOfWhatHasJustComeIsTheNextOne() throws {
    var new = NewBatch(jobs: [.noop()])
    new.deadline = .noon + 70
    _ = try BatchVerbs.create(new, idempotency: nil, tx)
    tx.ledger.times.nextDue = nil
    tx.ledger.times.isNextDueStale = true
    try tx.finish()
    #expect(tx.ledger.times.nextDue == .noon + 70 && !tx.ledger.times.isNextDueStale)
  }

  @Test func batchWhoseLastMemberGoesIsRemovedWithIt() throws {
    let created = try BatchVerbs.create(NewBatch(jobs: [.noop()]), idempotency: nil, tx)
    guard case .created(let batch, let ids) = created else { throw Unexpected(what: "\(created)") }
    _ = try CancelVerb.job(ids[0], CancelOptions(), tx)
    try bench.commit()
    _ = try Remove.job(ids[0], tx)
    try bench.commit()
    #expect(bench.rows.tables.jobs.isEmpty && bench.rows.tables.batches[batch.id.value] == nil)
  }

  @Test func failureForgetsAllThatItNoted() throws {
    let kept = try bench.insert()
    try bench.commit()
    let (queue, times) = (tx.ledger.queues[1], tx.ledger.times)
    _ = try CancelVerb.job(kept, CancelOptions(), tx)
    _ = try bench.insert(.noop { $0.start = .after(micros: 5) })
    tx.agenda.noteBatch(4)
    tx.after.deferred.append(DeferredWork { _ throws(StoreError) in })
    tx.course.budget.promised = 3
    bench.rows.rollBack()
    tx.takeBack()
    #expect(tx.ledger.queues[1] == queue && tx.ledger.queues.queuedCount == 1)
    #expect(tx.ledger.times == times && tx.ledger.numbers.jobs.last == kept.value)
    #expect(tx.agenda.isEmpty && tx.after.commit.isEmpty && tx.after.deferred.isEmpty)
    #expect(tx.working.isEmpty && tx.changes.isEmpty && tx.course.budget.promised == 0)
    #expect(try bench.row(kept).state == .queued)
  }
}
