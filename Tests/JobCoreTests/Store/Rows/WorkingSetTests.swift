// A row that has been changed is written once, as it is in the end; what was read does not replace it.

import TestSupport
import Testing

@testable import JobCore

extension JobRow {
  /// A job that has done nothing yet.
  static func sample(_ id: Int64, _ change: (inout JobRow) -> Void = { _ in }) -> JobRow {
    var row = JobRow(
      Job(.noop(), id: JobID(id), now: .noon), of: .noop(), queue: 1, limit: nil, readyAt: Timestamp.noon.micros)
    change(&row)
    return row
  }
}

@Suite struct WorkingSetTests {
  /// Makes the changes in turn; returns what is to be written then, each with what it is to be before; 0 is a new one.
  private func changes(
    _ set: WorkingSet, _ id: Int64, _ edits: (inout JobRow) -> Void...
  ) throws -> [(row: JobRow, starts: Int)] {
    let job = try #require(set.job(JobID(id)))
    var written = job.isNew ? [job] : []
    for edit in edits where job.change(edit) { written.append(job) }
    defer { for job in written { job.noteWritten() } }
    return written.map { ($0.row, $0.isNew ? 0 : $0.fence.starts) }
  }

  @Test func changedRowIsWrittenOnceWithItsLastImage() throws {
    var set = WorkingSet()
    set.found(.sample(1) { $0.starts = 7 })
    let written = try changes(set, 1, { $0.starts = 8 }, { $0.starts = 9 })
    #expect(written.map(\.row.starts) == [9])
    #expect(written.map(\.starts) == [7])
    let more = try changes(set, 1)
    #expect(more.isEmpty)
  }

  @Test func nextChangeIsFencedByWhatWasWrittenLast() throws {
    var set = WorkingSet()
    set.add(WorkingJob(.sample(1), isNew: true))
    let first = try changes(set, 1, { $0.starts = 1 })
    #expect(first.map(\.starts) == [0] && first.map(\.row.starts) == [1])
    let second = try changes(set, 1, { $0.state = .held })
    #expect(second.map(\.starts) == [1])
  }

  @Test func whatIsReadDoesNotReplaceWhatWasChanged() throws {
    var set = WorkingSet()
    set.found(.sample(1))
    _ = try changes(set, 1, { $0.pending = 7 })
    set.found(.sample(1))
    #expect(set.job(JobID(1))?.row.pending == 7)
  }

  @Test func missingRowIsKnown() {
    var set = WorkingSet()
    #expect(!set.isKnown(JobID(1)))
    set.missing(JobID(1))
    #expect(set.isKnown(JobID(1)) && set.job(JobID(1)) == nil)
    set.removeAll()
    #expect(!set.isKnown(JobID(1)))
  }
}
