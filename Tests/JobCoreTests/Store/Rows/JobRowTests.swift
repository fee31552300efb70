// Which columns of a job are written after a change, and whether people see it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobRowTests {
  private typealias Edit = @Sendable (inout JobRow) -> Void

  /// One column of each part after another, as something else than in `JobRow.sample`.
  private static let columns: [(part: JobRow.Parts, edit: Edit)] = [
    (.place, { $0.queue = 99 }), (.place, { $0.priority = 99 }), (.place, { $0.deadline = .noon + 99 }),
    (.rest, { $0.maxAttempts = 99 }), (.rest, { $0.pending = 99 }), (.rest, { $0.lane = "other" }),
    (.rest, { $0.readyAt = 99 }), (.start, { $0.starts = 99 }), (.start, { $0.startedAt = .noon + 99 }),
    (.end, { $0.flags.formSymmetricDifference(.hasResult) }), (.end, { $0.runAt = .noon + 99 }),
    (.end, { $0.finishedAt = .noon + 99 }), (.end, { $0.expiresAt = .noon + 99 }), (.end, { $0.limit = 99 }),
    (.end, { $0.pausedAt = .noon + 99 }), (.end, { $0.sinceAt = .noon + 99 }),
  ]

  @Test(arguments: columns.indices) func columnIsWrittenWithItsPart(_ index: Int) {
    let (part, edit) = Self.columns[index]
    let before = JobRow.sample(1)
    #expect(JobRow.sample(1, edit).changes(since: before) == part)
    #expect(before.changes(since: JobRow.sample(1, edit)) == part, "also if it goes away")
  }

  @Test func partsAddUpAndTheStateIsInNone() {
    let before = JobRow.sample(1)
    #expect(before.changes(since: before) == [])
    #expect(JobRow.sample(1) { ($0.state, $0.rev, $0.pid) = (.running, 9, 7) }.changes(since: before) == [])
    let all = JobRow.sample(1) { row in for column in Self.columns { column.edit(&row) } }
    #expect(all.changes(since: before) == [.place, .rest, .start, .end])
  }

  @Test func peopleSeeWhereItStandsAndWhenItIsToStart() {
    let before = JobRow.sample(1)
    func isShown(_ edit: Edit) -> Bool { JobRow.sample(1, edit).isShownOtherwise(than: before) }
    for edit: Edit in [
      { $0.queue = 99 }, { $0.priority = 99 }, { $0.deadline = .noon + 99 }, { $0.runAt = .noon + 99 },
      { $0.maxAttempts = 99 }, { $0.flags.insert(.cancelRequested) },
    ] {
      #expect(isShown(edit))
    }
    for edit: Edit in [
      { _ in }, { $0.state = .running }, { $0.readyAt = 99 }, { $0.pending = 99 }, { $0.flags.insert(.hasLimit) },
    ] {
      #expect(!isShown(edit))
    }
  }

  @Test func jobsOfWorkersAndOutsideOnesAreLeased() {
    #expect(!JobRow.sample(1).isLeased)
    #expect(JobRow.sample(1) { $0.lane = Lane.remotePrefix + "h" }.isLeased)
    let outside = NewJob(.external)
    let job = Job(outside, id: JobID(2), now: .noon)
    #expect(JobRow(job, of: outside, queue: 1, limit: nil, readyAt: 0).isLeased)
  }
}
