// Who waits for whom, and what is known of the ends that are waited for.

import TestSupport
import Testing

@testable import JobCore

@Suite struct EdgesTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  private func outcomes(_ parent: Parent) throws -> [EdgeOutcome] {
    try Edges.outcomes(EndCondition.allCases.map { Dependency(parent, on: $0) }, tx).map(\.outcome)
  }

  private func end(_ id: JobID, _ state: JobState) throws {
    try End.job(try bench.row(id), as: state, reason: .cancel, tx)
  }

  @Test func parentIsNamedAsOnTheWire() {
    #expect(Parent.job(JobID(1)).field == "job" && Parent.batch(BatchID(1)).field == "batch")
  }

  @Test func onlyAnEndDecides() throws {
    let id = try bench.insert()
    #expect(try outcomes(.job(id)) == [.pending, .pending, .pending])
    #expect(try outcomes(.job(JobID(99))) == [.pending, .pending, .pending])
    try end(id, .cancelled)
    #expect(try outcomes(.job(id)) == [.unmet, .met, .met])
    let job = try bench.start()
    #expect(try Apply.end(bench.transition(job, .exited(code: 0)), tx))
    #expect(try outcomes(.job(job.id)) == [.met, .unmet, .met])
  }

  @Test func batchDecidesWhenItIsDone() throws {
    var new = NewBatch(jobs: [])
    new.staysOpen = true
    let answer = try BatchVerbs.create(new, idempotency: nil, tx)
    guard case .created(let batch, _) = answer else { throw Unexpected(what: "\(answer)") }
    #expect(try outcomes(.batch(batch.id)) == [.pending, .pending, .pending])
    #expect(try outcomes(.batch(BatchID(99))) == [.pending, .pending, .pending])
    _ = try BatchVerbs.close(batch.id, tx)
    try Settlement.run(tx)
    #expect(try outcomes(.batch(batch.id)) == [.met, .unmet, .met])
    Batches.change(batch.id.value, tx) { $0.isCancelRequested = true }
    #expect(try outcomes(.batch(batch.id)) == [.unmet, .met, .met])
  }

  /// It runs again while its last end is still being told.
  @Test func endThatIsStillBeingToldHoldsForWhoComesNow() throws {
    let id = try bench.insert()
    tx.change(.add(SettlementRow(id: 0, parent: .job(id), isSuccess: false, child: JobID(7))))
    tx.ledger.backlog.settlementCount = 1
    #expect(try outcomes(.job(id)) == [.unmet, .met, .met])
    #expect(try outcomes(.job(JobID(99))) == [.pending, .pending, .pending])
  }

  @Test func parentsAreToldOnceThatTheyHaveAChildAndLooksBeginAnew() throws {
    let parents = [try bench.insert(), try bench.insert()]
    let other = try bench.insert()
    tx.course.scans.children = [parents[0]: 5, other: 6]
    tx.course.scans.waiting = [4: 5, 5: 6]
    let decided: [Edges.Decided] = [
      (Dependency(.job(parents[0])), .pending), (Dependency(.batch(BatchID(4)), on: .any), .met),
      (Dependency(.job(parents[1]), on: .failure), .unmet), (Dependency(.job(JobID(99))), .pending),
    ]
    try Edges.insert(decided, of: JobID(50), tx)
    #expect(try parents.map { try bench.row($0).flags.contains(.hasChildren) } == [true, true])
    #expect(try !bench.row(other).flags.contains(.hasChildren))
    #expect(tx.course.scans.children == [other: 6] && tx.course.scans.waiting == [5: 6])
    let edges = try Edges.parents(of: JobID(50), tx)
    #expect(edges.map(\.dependency) == decided.map(\.dependency) && edges.map(\.outcome) == decided.map(\.outcome))
    #expect(bench.rows.tables.edges[JobID(50)]?.map(\.position) == [0, 1, 2, 3])
    #expect(try Edges.parents(of: JobID(51), tx).isEmpty)
  }
}
