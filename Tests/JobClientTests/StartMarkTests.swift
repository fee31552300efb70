// Starts that share the number of an attempt are told apart by when they began.

import JobWire
import Testing

@testable import JobClient

@Suite struct StartMarkTests {
  private static func job(_ state: WireJobState, attempt: Int, at micros: Int64, _ past: [(Int, Int64)] = []) -> JobView
  {
    var job = ScriptedJobs.view(7, state)
    job.attempt = attempt
    job.startedAt = WireTime(micros: micros)
    job.attempts = past.map { AttemptView(attempt: $0.0, startedAt: WireTime(micros: $0.1)) }
    return job
  }

  @Test func jobThatHasNotBegunHasNoStart() {
    #expect(StartMark(of: Self.job(.queued, attempt: 0, at: 1)) == nil)
    #expect(StartMark(of: Self.job(.running, attempt: 2, at: 5)) == StartMark(attempt: 2, at: WireTime(micros: 5)))
  }

  @Test func numberMeansAStartUntilAnotherOneHasIt() {
    let start = StartMark(attempt: 1, at: WireTime(micros: 5))
    #expect(start.isMeant(by: Self.job(.running, attempt: 1, at: 5)))
    #expect(!start.isMeant(by: Self.job(.running, attempt: 1, at: 9, [(1, 5)])), "it was begun anew")
    #expect(start.isMeant(by: Self.job(.queued, attempt: 0, at: 5, [(1, 5)])), "nobody has its number yet")
    #expect(start.isMeant(by: Self.job(.running, attempt: 2, at: 9, [(1, 5)])))
    #expect(!start.isMeant(by: Self.job(.running, attempt: 2, at: 12, [(1, 5), (1, 9)])))
    #expect(!start.isMeant(by: Self.job(.queued, attempt: 0, at: 5)))
    #expect(StartMark(attempt: 1, at: nil).isMeant(by: Self.job(.succeeded, attempt: 1, at: 9, [(1, 9)])))
  }
}
