// The rules of pausing single jobs.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobPausesTests {
  @Test func pausedTwiceIsToldOnce() throws {
    let bench = RuleBench()
    let job = try bench.start(.shell("x"))
    func pause() throws -> PauseStep {
      try bench.run { tx in try JobPauses.pause([job.id], stopsRunning: true, within: nil, tx) }
    }
    #expect(try pause().done == [job.id] && bench.told.freezes.count == 1)
    #expect(try pause().done == [job.id] && bench.told.freezes.isEmpty)
  }

  @Test func lastOfWhatATransactionTookIsSaid() throws {
    let bench = RuleBench(workMax: 40)
    let ids = try (0..<30).map { _ in try bench.insert() }
    let step = try bench.run { tx in try JobPauses.pause(ids, stopsRunning: false, within: nil, tx) }
    let last = try #require(step.next)
    #expect(step.done.last == last && step.done.count < ids.count)
  }

  @Test func jobThatIsNotPausedIsNotKept() throws {
    let bench = RuleBench()
    let id = try bench.insert()
    try bench.run { tx in try JobPauses.keep(id, tx) }
    #expect(try bench.state(id) == .queued)
  }
}
