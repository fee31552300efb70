// What is remembered and told of a change of a job.

import TestSupport
import Testing

@testable import JobCore

@Suite struct TransactionNewsTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  private func count(_ queue: String, _ state: JobState) -> Int? {
    tx.ledger.queues.id(of: queue).flatMap { tx.ledger.queues[$0]?.counts[state.rawValue] }
  }

  @Test func moveIsToldWithAllThatHangsOnIt() throws {
    let batch = tx.ledger.numbers.batches.next()
    try tx.noteMove(
      JobID(5), JobLinks(queue: 1, batch: batch), from: .running, to: .retrying, reason: .exit, attempt: 2,
      due: .noon + 9, at: .noon - 3)
    #expect(
      tx.after.commit.events == [
        JobEvent(
          job: JobID(5), queue: "default", batch: BatchID(batch), state: .retrying, reason: .exit, attempt: 2,
          at: .noon - 3)
      ])
    #expect(tx.ledger.times.nextDue == .noon + 9)
  }

  @Test func moveWithoutAMomentIsNowAndIsToldWhereTheJobIs() throws {
    let other = Queues.id("other", tx)
    try tx.noteMove(JobID(5), JobLinks(queue: 1), from: nil, to: .held, reason: nil, attempt: 0)
    bench.clock.advance(byMicros: 5)
    tx.begin(asked: [nil])
    try tx.noteMove(JobID(5), JobLinks(queue: 1), from: .held, to: .queued, reason: nil, attempt: 0, queue: other)
    #expect(tx.after.commit.events.map(\.queue) == ["default", "other"])
    #expect(tx.after.commit.events.map(\.at) == [.noon, .noon + 5])
    #expect(count("default", .held) == 0 && count("other", .queued) == 1)
  }

  @Test func editIsToldByNobodyAndCountsTheJobWhereItIsNow() throws {
    let created = try BatchVerbs.create(NewBatch(jobs: [.noop()]), idempotency: nil, tx)
    guard case .created(let batch, let ids) = created else { throw Unexpected(what: "\(created)") }
    try bench.commit()
    tx.ledger.claims.news = ReadyNews()
    try tx.noteEdit(try bench.row(ids[0]))
    #expect(tx.after.commit.events.isEmpty && count("default", .queued) == 1)
    // Its place may be another one.
    #expect(tx.ledger.claims.news.hasNewWork)
    #expect(try Batches.batch(batch.id.value, tx)?.counts.reduce(0, +) == 1)
    #expect(tx.ledger.batches.changed.isEmpty)
  }

  @Test func batchCountsItsMembersOnceForEachMove() throws {
    let created = try BatchVerbs.create(NewBatch(jobs: [.noop()]), idempotency: nil, tx)
    guard case .created(let batch, let ids) = created else { throw Unexpected(what: "\(created)") }
    let links = try bench.row(ids[0]).links
    try tx.noteMove(ids[0], links, from: .queued, to: .queued, reason: nil, attempt: 0)
    #expect(try Batches.batch(batch.id.value, tx)?.facts.size == 1)
    try tx.noteMove(ids[0], links, from: .queued, to: .running, reason: nil, attempt: 1)
    let counts = try Batches.batch(batch.id.value, tx)?.counts
    #expect(counts?[JobState.queued.rawValue] == 0 && counts?[JobState.running.rawValue] == 1)
  }
}
