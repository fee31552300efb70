// What was submitted of a job, as the transaction has edited it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SpecsTests {
  private let bench = TransactionBench()

  private static let spec = NewJob.noop {
    $0.work = .handler(name: "noop", payload: "[1]")
    $0.name = "old"
    $0.tags = ["a": "1"]
    $0.timeoutMicros = 5
  }

  private func edited(_ id: JobID) throws -> NewJob {
    var spec = try Specs.decisive(id, bench.tx)
    (spec.name, spec.timeoutMicros, spec.tags) = ("new", nil, ["b": "2"])
    spec.retry = .attempts(3)
    return spec
  }

  @Test func jobThatIsNewIsAskedForAsAnyOther() throws {
    let id = try bench.insert(Self.spec)
    #expect(try Specs.decisive(id, bench.tx).name == "old")
    #expect(try Specs.whole(id, bench.tx) == Self.spec)
  }

  @Test func editIsKnownAtOnceAndWrittenWithTheTransaction() throws {
    let id = try bench.insert(Self.spec)
    try bench.commit()
    let edit = try edited(id)
    Specs.edit(id, edit, oldTags: Self.spec.tags, bench.tx)
    #expect(try Specs.decisive(id, bench.tx) == edit)
    let whole = try Specs.whole(id, bench.tx)
    #expect(whole.name == "new" && whole.timeoutMicros == nil && whole.tags == ["b": "2"])
    #expect(whole.retry == .attempts(3) && whole.work == Self.spec.work)
    try bench.commit()
    #expect(try Specs.whole(id, bench.tx).name == "new")
  }

  @Test func editOfAFailedTransactionIsForgotten() throws {
    let id = try bench.insert(Self.spec)
    try bench.commit()
    Specs.edit(id, try edited(id), oldTags: nil, bench.tx)
    bench.fail()
    #expect(try Specs.decisive(id, bench.tx).name == "old")
    #expect(try Specs.whole(id, bench.tx).name == "old")
  }

  /// Its row has its edit only when that is written.
  @Test func editOfAnotherJobIsNoReasonToReadAnOldOne() throws {
    let ids = [try bench.insert(Self.spec), try bench.insert(Self.spec)]
    try bench.commit()
    Specs.edit(ids[0], try edited(ids[0]), oldTags: nil, bench.tx)
    bench.tx.working.decisive = [:]
    #expect(try Specs.decisive(ids[0], bench.tx).name == "new")
    #expect(try Specs.decisive(ids[1], bench.tx).name == "old")
  }

  @Test func ofAJobWithoutASpecNothingCanBeRead() throws {
    #expect(try Specs.decisive(JobID(9), bench.tx) == .unreadable)
    #expect(try Specs.whole(JobID(9), bench.tx) == .unreadable)
  }

  @Test func ruleThatCannotBeReadStaysUntilAnotherIsSet() throws {
    let id = try bench.insert(Self.spec)
    try bench.commit()
    bench.rows.tables.specs[id]?.fault = [.retry, .limits]
    bench.rows.tables.specs[id]?.retry = .attempts(7)
    var spec = try Specs.decisive(id, bench.tx)
    spec.retry = RetryRule()
    Specs.edit(id, spec, oldTags: nil, bench.tx)
    try bench.commit()
    #expect(bench.rows.tables.specs[id]?.retry == .attempts(7))
    spec.mend(retry: .attempts(2))
    #expect(spec.fault == .limits)
    Specs.edit(id, spec, oldTags: nil, bench.tx)
    try bench.commit()
    #expect(bench.rows.tables.specs[id]?.retry == .attempts(2))
  }

  @Test func reasonOfACancelIsKeptAndTakenBack() throws {
    let id = try bench.insert(Self.spec)
    Specs.setCancelReason("why", of: id, bench.tx)
    try bench.commit()
    #expect(bench.rows.tables.cancelReasons[id] == "why")
    Specs.setCancelReason(nil, of: id, bench.tx)
    try bench.commit()
    #expect(bench.rows.tables.cancelReasons[id] == nil)
  }
}
