// The walk over what runs: a piece at a time, and by what is paused at that moment.

import TestSupport
import Testing

@testable import JobCore

@Suite struct PauseWalkTests {
  private func pauseAll(_ bench: RuleBench, _ isPaused: Bool = true) throws {
    var options = PauseOptions()
    options.stopsRunning = true
    try bench.run { tx in Pauses.setAll(isPaused ? options : nil, tx) }
  }

  @Test func walkGoesOnWhereItsTransactionEnded() throws {
    let bench = RuleBench()
    let count = Limits.pausePage + 1
    let ids = try bench.insert((0..<count).map { _ in .shell("x") })
    var running = 0
    while running < count { running += try bench.claim(count).count }
    try pauseAll(bench)
    var (last, done, steps) = (JobID?.some(JobID(0)), [JobID](), 0)
    while let after = last {
      let step = try bench.run { tx in try PauseWalk.step(.everything, after: after, tx) }
      done += step.done
      last = step.next
      steps += 1
    }
    #expect(done == ids && steps > 1)
  }

  @Test func walkThatIsLateDoesWhatHoldsByThen() throws {
    let bench = RuleBench()
    let job = try bench.start(.shell("x"))
    try pauseAll(bench)
    try pauseAll(bench, false)
    _ = try bench.run { tx in try PauseWalk.step(.everything, after: JobID(0), tx) }
    #expect(bench.told.freezes.isEmpty)
    #expect(try bench.row(job.id).flags.isDisjoint(with: .anyPause))
  }

  @Test func whatNobodyWaitsForIsDoneInTransactionsOfItsOwn() throws {
    let bench = RuleBench()
    let job = try bench.start(.shell("x"))
    try pauseAll(bench)
    try bench.run { tx in PauseWalk.later(.everything, tx) }
    let work = try #require(bench.deferred.first)
    try bench.run { tx in try work.run(tx) }
    #expect(bench.told.freezes == [FreezeOrder(fence: job.fence, isFrozen: true)])
  }
}
