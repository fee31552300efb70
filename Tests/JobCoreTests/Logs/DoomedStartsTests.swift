// What a sweep may move away: starts that nobody has begun since they were named.

import Testing

@testable import JobCore

@Suite struct DoomedStartsTests {
  private let doomed = DoomedStarts()

  private func start(_ job: Int64, _ number: Int = 1) -> LogFiles.Start {
    LogFiles.Start(job: JobID(job), number: number)
  }

  private func takes(_ start: LogFiles.Start) -> Bool {
    var isTaken = false
    doomed.take(start) { isTaken = true }
    return isTaken
  }

  @Test func whatHasBegunIsNotTaken() {
    // Before anything is named there is nothing to strike off.
    doomed.begin(JobID(1), start: 1)
    doomed.name([start(1), start(1, 2), start(2)])
    doomed.begin(JobID(1), start: 2)
    #expect(takes(start(1)) && !takes(start(1, 2)) && takes(start(2)))
    #expect(!takes(start(1)), "once is all")
    #expect(!takes(start(3)), "nobody has named it")
  }

  @Test func whatIsForgottenIsNotTaken() {
    doomed.name([start(1)])
    doomed.forgetAll()
    #expect(!takes(start(1)))
  }
}
