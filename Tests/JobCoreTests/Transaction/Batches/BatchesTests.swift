// Batches as a transaction has them: read once, remembered from then on, and written with the rest.

import TestSupport
import Testing

@testable import JobCore

@Suite struct BatchesTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  private func create(_ jobs: [NewJob] = [.noop()], callbacks: [Callback] = []) throws -> Int64 {
    var new = NewBatch(jobs: jobs)
    new.callbacks = callbacks
    let answer = try BatchVerbs.create(new, idempotency: nil, tx)
    guard case .created(let batch, _) = answer else { throw Unexpected(what: "\(answer)") }
    return batch.id.value
  }

  /// As if very many others had been touched since.
  private func forget() throws {
    try bench.commit()
    tx.ledger.batches = BatchBook()
  }

  @Test func batchIsReadOnceAndRememberedBeyondItsTransaction() throws {
    let id = try create()
    try forget()
    let work = bench.rows.work
    #expect(try Batches.isThere(id, tx))
    #expect(bench.rows.work == work + 1 && tx.ledger.batches.isKnown(id))
    try bench.commit()
    let later = bench.rows.work
    #expect(try Batches.batch(id, tx)?.id == id)
    #expect(bench.rows.work == later)
  }

  @Test func batchThatIsNotThereIsAskedForOnceInATransaction() throws {
    let work = bench.rows.work
    #expect(try !Batches.isThere(9, tx))
    #expect(try Batches.batch(9, tx) == nil)
    #expect(bench.rows.work == work + 1 && !tx.ledger.batches.isKnown(9))
  }

  /// They are asked for next.
  @Test func batchesOfJobsThatHaveBeenReadAreReadWithTheFirstOfThem() throws {
    let ids = [try create(), try create(), try create()]
    try forget()
    for job in 1...2 { _ = try bench.row(JobID(Int64(job))) }
    let work = bench.rows.work
    #expect(try Batches.isThere(ids[0], tx))
    #expect(bench.rows.work == work + 2)
    #expect(try Batches.isThere(ids[1], tx))
    #expect(bench.rows.work == work + 2)
    #expect(try Batches.isThere(ids[2], tx))
    #expect(bench.rows.work == work + 3)
  }

  @Test func changesAreWrittenOnceWhenTheyAreToBe() throws {
    let id = try create()
    try forget()
    _ = try Batches.isThere(id, tx)
    for reason in ["a", "b"] { Batches.change(id, tx) { $0.cancelReason = reason } }
    #expect(tx.changes.batches.isEmpty)
    Batches.write(tx)
    Batches.write(tx)
    #expect(tx.changes.batches.count == 1)
    try bench.commit()
    #expect(bench.rows.tables.batches[id]?.cancelReason == "b")
  }

  @Test func batchThatIsRemovedGoesWithItsCallbacks() throws {
    let id = try create(callbacks: [Callback(.command(["true"]))])
    let other = try create(callbacks: [Callback(.command(["true"]))])
    try forget()
    Batches.remove(try #require(try Batches.batch(id, tx)), tx)
    #expect(try Batches.batch(id, tx) == nil)
    try bench.commit()
    #expect(bench.rows.tables.batches.keys.sorted() == [other])
    #expect(bench.rows.tables.callbacks.values.map(\.owner) == [.batch(BatchID(other))])
  }

  @Test func batchThatHasNoRowYetIsRemovedWithoutAWord() throws {
    let id = try create()
    Batches.remove(try #require(try Batches.batch(id, tx)), tx)
    #expect(tx.changes.batches.isEmpty && tx.ledger.batches.changed.isEmpty)
    #expect(try Batches.batch(id, tx) == nil)
  }
}
