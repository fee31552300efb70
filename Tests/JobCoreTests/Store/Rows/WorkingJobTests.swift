// What a job in a working set says of its changes: enough to choose what is written.

import TestSupport
import Testing

@testable import JobCore

@Suite struct WorkingJobTests {
  private func changes(_ edits: (inout JobRow) -> Void...) -> JobRow.Parts {
    let job = WorkingJob(.sample(1), isNew: false)
    for edit in edits { _ = job.change(edit) }
    return job.changes
  }

  private static let places: [@Sendable (inout JobRow) -> Void] = [
    { $0.queue += 1 }, { $0.priority += 1 }, { $0.deadline = .noon }, { $0.weight += 1 },
  ]
  private static let rest: [@Sendable (inout JobRow) -> Void] = [
    { $0.maxAttempts += 1 }, { $0.pending += 1 }, { $0.lane = "/a" }, { $0.readyAt += 1 },
  ]
  private static let starts: [@Sendable (inout JobRow) -> Void] = [{ $0.starts += 1 }, { $0.startedAt = .noon }]
  private static let ends: [@Sendable (inout JobRow) -> Void] = [
    { $0.flags.insert(.seen) }, { $0.runAt = .noon }, { $0.finishedAt = .noon }, { $0.expiresAt = .noon },
    { $0.limit = 1 }, { $0.pausedAt = .noon }, { $0.sinceAt = .noon },
  ]
  /// Written with every change.
  private static let always: [@Sendable (inout JobRow) -> Void] = [
    { $0.state = .running }, { $0.attempt += 1 }, { $0.boot = 1 }, { $0.pid = 1 }, { $0.pidTicks = 1 },
    { $0.reason = .cancel }, { $0.isParked = true }, { $0.rev += 1 },
  ]

  @Test func eachColumnIsOfItsPart() {
    for edit in Self.places { #expect(changes(edit) == .place) }
    for edit in Self.rest { #expect(changes(edit) == .rest) }
    for edit in Self.starts { #expect(changes(edit) == .start) }
    for edit in Self.ends { #expect(changes(edit) == .end) }
    for edit in Self.always { #expect(changes(edit).isEmpty) }
    // The others never change.
    let count = Self.places.count + Self.rest.count + Self.starts.count + Self.ends.count + Self.always.count
    #expect(count == Set(JobColumn.changing + JobColumn.ofPlace).count)
    #expect(Self.always.count + Self.starts.count == JobColumn.starting.count)
    #expect(Self.always.count + Self.ends.count == JobColumn.ending.count)
  }

  @Test func changesAddUpUntilTheyAreWritten() {
    #expect(changes({ $0.queue += 1 }, { $0.pending = 1 }, { $0.pending = 0 }) == [.place, .rest])
    let job = WorkingJob(.sample(1), isNew: false)
    #expect(job.change { $0.queue += 1 })
    job.noteWritten()
    #expect(job.change { $0.attempt += 1 } && job.changes.isEmpty)
    #expect(!job.change { $0.attempt += 1 })
  }

  @Test func eachChangeIsANewRevision() {
    let job = WorkingJob(.sample(1), isNew: false)
    #expect(job.row.rev == 1)
    _ = job.change { $0.priority += 1 }
    job.noteWritten()
    // Whatever the edit makes of the number itself.
    _ = job.change { $0.rev = 0 }
    #expect(job.row.rev == 3)
  }

  @Test func rowIsAsItWasWhileItIsChanged() {
    let job = WorkingJob(.sample(1), isNew: false)
    _ = job.change { row in
      row.pending = 7
      #expect(job.row.pending == 0)
    }
    #expect(job.row.pending == 7)
  }

  @Test func termsAreKnownOnceTheyWereRead() {
    let job = WorkingJob(.sample(1), isNew: false)
    #expect(job.terms == nil)
    job.terms = JobTerms()
    #expect(job.terms == JobTerms())
    job.terms = JobTerms(keepForMicros: 7)
    #expect(job.terms?.keepForMicros == 7)
  }
}
