// Which start of a job is shown after which: also when a restart of the daemon has given a number out again.

import JobClient
import JobWire
import Testing

@testable import jobctl

@Suite struct StartWalkTests {
  private static func job(_ attempt: Int, at seconds: Int64) -> JobView {
    var job = JobSamples.job(7, .running)
    (job.attempt, job.startedAt) = (attempt, WireTime(micros: seconds * 1_000_000))
    return job
  }

  private static func start(_ attempt: Int, at seconds: Int64?) -> StartMark {
    StartMark(attempt: attempt, at: seconds.map { WireTime(micros: $0 * 1_000_000) })
  }

  @Test func theLatestStartIsTheFirstToShow() {
    #expect(StartWalk.next(after: nil, Self.job(0, at: 1)) == nil)
    #expect(StartWalk.next(after: nil, Self.job(3, at: 1)) == Self.start(3, at: 1))
  }

  @Test func startsComeOneAfterTheOther() {
    let shown = Self.start(1, at: 1)
    #expect(StartWalk.next(after: shown, Self.job(1, at: 1)) == nil)
    #expect(StartWalk.next(after: shown, Self.job(2, at: 5)) == Self.start(2, at: 5))
    #expect(StartWalk.next(after: shown, Self.job(4, at: 9)) == Self.start(2, at: nil), "none is left out")
    #expect(StartWalk.next(after: Self.start(2, at: nil), Self.job(2, at: 5)) == nil)
  }

  @Test func interruptedAttemptIsShownAgainWhenItIsBegunAnew() {
    let shown = Self.start(1, at: 1)
    #expect(StartWalk.next(after: shown, Self.job(0, at: 1)) == nil, "it waits for its next start")
    #expect(StartWalk.next(after: shown, Self.job(1, at: 5)) == Self.start(1, at: 5))
  }
}
