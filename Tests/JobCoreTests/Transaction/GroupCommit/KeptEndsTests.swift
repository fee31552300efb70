// Ends that wait outside of the rows: with room beside them they are kept, and without they are named all the same.

import TestSupport
import Testing

@testable import JobCore

@Suite struct KeptEndsTests {
  private func operation(_ end: Transition?) -> StoreOperation {
    StoreOperation(patience: .untilWritten, execute: { _ throws(StoreError) in {} }, fail: { _ in }, end: end)
  }

  private let end = Transition(
    fence: Fence(job: JobID(7), start: 2, boot: 5), attempt: 1, startedAt: .noon, next: .succeeded,
    outcome: .succeeded, finishedAt: .noon, log: LogSummary(), hasResult: false, keepForMicros: 12)

  @Test func keptEndIsFoundUntilItIsInTheRows() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/jobd.ends"
    let ends = KeptEnds(try EndJournal(path: path, store: "s"))
    ends.forgetEarlier()
    let kept = ends.keeping(operation(end))
    #expect(kept.isEndKept)
    // Once is enough, however often it is tried again.
    #expect(ends.keeping(kept).isEndKept)
    #expect(try EndJournal(path: path, store: "s").ends() == [end])
    ends.recorded([end.fence])
    #expect(try EndJournal(path: path, store: "s").ends().isEmpty)
    ends.close()
  }

  @Test func lostEndIsNamedWithWhetherItIsKept() throws {
    let ends = KeptEnds(nil)
    let kept = ends.keeping(operation(end))
    #expect(!kept.isEndKept)
    ends.note(lost: kept)
    // What ends no attempt is no loss that anybody looks for.
    ends.note(lost: ends.keeping(operation(nil)))
    #expect(ends.unrecorded == [UnrecordedEnd(job: JobID(7), isKept: false)])
    #expect(ends.earlier().isEmpty)
  }
}
