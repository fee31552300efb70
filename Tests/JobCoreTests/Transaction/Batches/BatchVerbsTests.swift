// What people do to batches.

import TestSupport
import Testing

@testable import JobCore

@Suite struct BatchVerbsTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  private func created(_ answer: BatchAnswer) throws -> (batch: Batch, members: [JobID]) {
    guard case .created(let batch, let members) = answer else { throw Unexpected(what: "\(answer)") }
    return (batch, members)
  }

  private func create(
    _ jobs: [NewJob], _ change: (inout NewBatch) -> Void = { _ in }
  ) throws -> (batch: Batch, members: [JobID]) {
    var new = NewBatch(jobs: jobs)
    change(&new)
    return try created(try BatchVerbs.create(new, idempotency: nil, tx))
  }

  /// The batch when all has followed from the verb; if that was refused, whether the batch was done.
  private func done(_ verdict: LaterVerdict) throws -> (batch: Batch?, wasDone: Bool?) {
    try Settlement.run(tx)
    try Shown.finish(tx)
    return switch verdict.verdict {
    case .done(let batch): (batch, nil)
    case .refused(let isDone): (nil, isDone)
    case .notFound, .lookAgain: (nil, nil)
    }
  }

  @Test func batchComesWithItsJobsInTheirOrder() throws {
    let (batch, members) = try create([.noop { $0.holds = true }, .noop { $0.start = .after(micros: 5) }, .noop()]) {
      $0.name = "n"
      $0.submittedBy = "uid:0"
    }
    #expect(batch.name == "n" && batch.submittedBy == "uid:0" && batch.isOpen && batch.createdAt == .noon)
    #expect(batch.counts == [.held: 1, .scheduled: 1, .queued: 1])
    #expect(try members.map { try bench.row($0).state } == [.held, .scheduled, .queued])
    #expect(try members.allSatisfy { try bench.row($0).batch == batch.id.value })
    try bench.commit()
    #expect(bench.rows.tables.batches[batch.id.value]?.facts.size == 3)
  }

  @Test func nothingIsStoredIfOneJobIsNotTaken() throws {
    let answer = try BatchVerbs.create(
      NewBatch(jobs: [.noop(), .noop { $0.after = [Dependency(.job(JobID(9)))] }]), idempotency: nil, tx)
    guard case .refused(.invalid(_, let index)) = answer else { throw Unexpected(what: "\(answer)") }
    #expect(index == 1 && tx.ledger.numbers.batches.last == 0 && tx.ledger.numbers.jobs.last == 0)
    #expect(tx.changes.isEmpty && tx.ledger.batches.all.isEmpty)
  }

  @Test func requestThatComesAgainIsAnsweredAgain() throws {
    func create(_ fingerprint: UInt8) throws -> BatchAnswer {
      let idempotency = BatchIdempotency(key: "k", fingerprint: [fingerprint]) { batch, ids in
        [UInt8(batch.id.value), UInt8(ids.count)]
      }
      return try BatchVerbs.create(NewBatch(jobs: [.noop(), .noop()]), idempotency: idempotency, tx)
    }
    _ = try created(try create(1))
    try bench.commit()
    guard case .replayed(let answer) = try create(1) else { throw Unexpected(what: "it was made again") }
    #expect(answer == [1, 2])
    guard case .refused(.mismatch) = try create(2) else { throw Unexpected(what: "it was not refused") }
    #expect(tx.ledger.numbers.batches.last == 1 && tx.ledger.numbers.jobs.last == 2)
  }

  @Test func timeOfABatchIsCountedFromItsCreation() throws {
    bench.clock.advance(byMicros: 100)
    try bench.commit()
    let (given, _) = try create([.noop()]) { $0.timeoutMicros = 50 }
    #expect(tx.ledger.batches[given.id.value]?.timeoutAt == tx.terms.steady.now + 50)
    #expect(tx.ledger.times.nextDue == .noon + 150)
    let (byClock, _) = try create([.noop()]) { $0.deadline = .noon + 120 }
    #expect(byClock.deadline == .noon + 120 && tx.ledger.times.nextDue == .noon + 120)
  }

  @Test(arguments: [Int64(0), -5]) func batchWithoutTimeStartsNothing(_ micros: Int64) throws {
    let (batch, members) = try create([.noop(), .noop()]) { $0.timeoutMicros = micros }
    #expect(batch.isTimedOut && batch.isDone && batch.counts == [.cancelled: 2])
    #expect(try members.map { try bench.row($0).reason } == [.timeout, .timeout])
  }

  @Test func emptyBatchIsDoneUnlessItStaysOpen() throws {
    #expect(try create([]).batch.isDone)
    let open = try create([]) { $0.staysOpen = true }.batch
    #expect(!open.isDone && open.isOpen)
    // It is not kept for ever, if nobody comes.
    #expect(tx.ledger.batches[open.id.value]?.expiresAt == .noon + StoreBench.keepForMicros)
  }

  @Test func closedBatchIsDoneWhenItsMembersAre() throws {
    let (batch, members) = try create([.noop()]) { $0.staysOpen = true }
    let closed = try done(BatchVerbs.close(batch.id, tx)).batch
    #expect(closed?.isOpen == false && closed?.isDone == false)
    #expect(try done(BatchVerbs.close(batch.id, tx)).wasDone == false)
    _ = try CancelVerb.job(members[0], CancelOptions(), tx)
    try Settlement.run(tx)
    #expect(try done(BatchVerbs.close(batch.id, tx)).wasDone == true)
    let ended = try create([]) { $0.staysOpen = true }.batch
    #expect(try done(BatchVerbs.close(ended.id, tx)).batch?.isDone == true)
  }

  @Test func cancelledBatchIsAnsweredAsItIsInTheEnd() throws {
    let (batch, members) = try create([.noop(), .noop()])
    let answer = try done(BatchVerbs.cancel(batch.id, reason: "why", tx)).batch
    #expect(answer?.isDone == true && answer?.isCancelRequested == true && answer?.counts == [.cancelled: 2])
    #expect(try done(BatchVerbs.cancel(batch.id, reason: nil, tx)).wasDone == true)
    try bench.commit()
    #expect(members.map { bench.rows.tables.cancelReasons[$0] } == ["why", "why"])
  }

  @Test func whatIsNotThereIsNotFound() throws {
    for verdict in [try BatchVerbs.close(BatchID(9), tx), try BatchVerbs.cancel(BatchID(9), reason: nil, tx)] {
      guard case .notFound = verdict else { throw Unexpected(what: "\(verdict)") }
    }
  }
}
