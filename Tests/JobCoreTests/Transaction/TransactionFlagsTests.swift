// Facts about a job that change while its state stays.

import TestSupport
import Testing

@testable import JobCore

@Suite struct TransactionFlagsTests {
  private let bench = TransactionBench()

  @Test func flagsAreSetAndClearedAndTheOthersStay() throws {
    let id = try bench.insert(.noop { $0.isShielded = true })
    try bench.tx.setFlags([.hasProgress, .cancelRequested], of: id)
    try bench.tx.setFlags(.seen, clearing: [.cancelRequested, .hasCheckpoint], of: id)
    #expect(try bench.row(id).flags == [.shielded, .hasProgress, .seen])
    // Of a flag that is set and cleared the last word is that it is not there.
    try bench.tx.setFlags(.timedOut, clearing: .timedOut, of: id)
    try bench.commit()
    #expect(bench.rows.tables.jobs[id]?.flags == [.shielded, .hasProgress, .seen])
  }

  @Test func onlyWhatWasSaidChanges() throws {
    let id = try bench.insert()
    let before = try bench.row(id)
    try bench.tx.setFlags(.seen, of: id)
    try bench.tx.setPending(id, 3)
    var expected = before
    expected.flags.insert(.seen)
    expected.pending = 3
    // That somebody has looked is no change of it.
    expected.rev = before.rev + 1
    #expect(try bench.row(id) == expected)
  }

  @Test func jobThatIsNotThereHasNoFlags() throws {
    try bench.tx.setFlags(.seen, of: JobID(9))
    try bench.tx.setPending(JobID(9), 1)
    #expect(try bench.tx.job(JobID(9)) == nil && bench.tx.changes.jobs.isEmpty)
  }
}
