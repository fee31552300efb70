// A job that an edit puts elsewhere: what still stands where it stood keeps its turn, and a pause that somebody changed
// is none any more.

import TestSupport
import Testing

@testable import JobCore

@Suite struct MoveEditTests {
  private func edit(
    _ id: JobID, to state: JobState, _ bench: RuleBench, _ change: (inout JobRow) -> Void
  ) throws -> JobRow {
    try bench.run { tx in
      guard let row = try tx.job(id) else { throw Unexpected(what: "there is no job \(id)") }
      try Move.edit(row, to: state, tx, change)
    }
    return try bench.row(id)
  }

  @Test func jobThatStaysInLineKeepsItsTurn() throws {
    let bench = RuleBench()
    let id = try bench.insert()
    bench.clock.advance(byMicros: 7)
    let row = try edit(id, to: .queued, bench) { $0.priority = 9 }
    #expect(row.state == .queued && row.priority == 9 && row.readyAt == Timestamp.noon.micros)
  }

  @Test func jobThatComesIntoLineStandsThereFromNowOn() throws {
    let bench = RuleBench()
    let id = try bench.insert(.noop { $0.start = .after(micros: 1_000) })
    bench.clock.advance(byMicros: 7)
    let row = try edit(id, to: .queued, bench) { $0.runAt = nil }
    #expect(row.state == .queued && row.readyAt == Timestamp.noon.micros + 7)
  }

  @Test func pauseIsReckonedUntilSomebodyNamesAnotherMoment() throws {
    let bench = RuleBench()
    let job = try bench.start()
    try bench.end(job, .released(delayMicros: 1_000))
    #expect(try bench.row(job.id).pausedAt == .noon)
    #expect(try edit(job.id, to: .scheduled, bench) { $0.priority = 2 }.pausedAt == .noon)
    let moved = try edit(job.id, to: .scheduled, bench) { $0.runAt = .noon + 5 }
    #expect(moved.pausedAt == nil && moved.runAt == .noon + 5)
  }

  @Test func jobThatIsPutInLineHasNoPause() throws {
    let bench = RuleBench()
    let job = try bench.start()
    try bench.end(job, .released(delayMicros: 1_000))
    // Its moment is left as it was.
    #expect(try edit(job.id, to: .queued, bench) { _ in }.pausedAt == nil)
  }

  @Test func reasonIsThatOfAPauseBeforeAnotherTry() throws {
    let bench = RuleBench()
    let job = try bench.start(.noop { $0.retry = .attempts(3, pauseMicros: 1_000) })
    try bench.end(job, .exited(code: 1))
    #expect(try bench.row(job.id).reason == .exit)
    #expect(try edit(job.id, to: .retrying, bench) { $0.runAt = .noon + 5 }.reason == .exit)
    #expect(try edit(job.id, to: .queued, bench) { $0.runAt = nil }.reason == nil)
  }

  @Test func whatHasEndedIsNotEdited() throws {
    let bench = RuleBench()
    let job = try bench.start()
    try bench.end(job)
    for state in [JobState.succeeded, .queued, .scheduled] {
      let error = #expect(throws: StoreError.self) { _ = try edit(job.id, to: state, bench) { $0.priority = 1 } }
      guard case .illegal = error else { throw Unexpected(what: "\(state): \(String(describing: error))") }
    }
    #expect(try bench.row(job.id).priority == 0)
  }
}
