// What came of a pause is bounded, however much was paused.

import Testing

@testable import JobCore

@Suite struct PauseTests {
  @Test func listsAreCutAndTheRestIsCounted() {
    var result = PauseResult()
    var step = PauseStep()
    for id in 1...700 {
      step.done.append(JobID(Int64(id)))
      step.leave(JobID(Int64(1_000 + id)), .ended)
    }
    result.add(step)
    #expect(result.done.count == 700 && result.left.count == 700 && result.omittedCount == 0)
    result.add(step)
    result.add(step)
    #expect(result.done.count == Limits.pausedShownMax && result.left.count == Limits.pausedShownMax)
    #expect(result.omittedCount == 2 * (2_100 - Limits.pausedShownMax))
  }
}
