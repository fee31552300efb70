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
    #expect(kept.isKept)
    // Once is enough, however often it is tried again.
    #expect(ends.keeping(kept).isKept)
    #expect(try EndJournal(path: path, store: "s").ends() == [end])
    #expect(ends.recorded([.end(end.fence)]).isEmpty)
    #expect(try EndJournal(path: path, store: "s").ends().isEmpty)
    ends.close()
  }

  @Test func cancelIsKeptLikewise() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/jobd.ends"
    let ends = KeptEnds(try EndJournal(path: path, store: "s"))
    ends.forgetEarlier()
    let cancels = [
      KeptCancel(subject: .job(JobID(7), start: 2, isForced: false)), KeptCancel(subject: .batch(BatchID(3))),
    ]
    let kept = cancels.map { cancel in
      ends.keeping(
        StoreOperation(
          patience: .untilWritten, execute: { _ throws(StoreError) in {} }, fail: { _ in }, cancel: cancel))
    }
    #expect(kept.map(\.keptKey) == cancels.map { .cancel($0.subject) })
    #expect(try EndJournal(path: path, store: "s").earlier().cancels == cancels)
    #expect(ends.recorded([.cancel(cancels[0].subject)]).isEmpty)
    #expect(try EndJournal(path: path, store: "s").earlier().cancels == [cancels[1]])
    ends.close()
    // Not even its file takes anything.
    #expect(ends.recorded([.cancel(cancels[1].subject)]) == [.cancel(cancels[1].subject)])
    ends.note(lost: kept[1])
    #expect(ends.unrecordedCancels == [UnrecordedCancel(.batch(BatchID(3)), isKept: true)] && ends.unrecorded.isEmpty)
  }

  @Test func lostEndIsNamedWithWhetherItIsKept() throws {
    let ends = KeptEnds(nil)
    let kept = ends.keeping(operation(end))
    #expect(!kept.isKept)
    ends.note(lost: kept)
    // What ends no attempt is no loss that anybody looks for.
    ends.note(lost: ends.keeping(operation(nil)))
    #expect(ends.unrecorded == [UnrecordedEnd(job: JobID(7), isKept: false)])
    #expect(ends.earlier().ends.isEmpty)
  }
}
