// Of a handler's own end and its being given up, the first counts.

import Testing

@testable import JobCore

@Suite struct HandlerEndingTests {
  private static let stuck = Outcome.stuck(JobFailure(code: "stuck", message: ""))

  @Test func lateEndIsNotHeard() async {
    let ending = HandlerEnding()
    var isTold = false
    ending.giveUp(Self.stuck) { isTold = true }
    #expect(isTold)
    #expect(!ending.finish(.returned(result: nil)))
    #expect(await ending.outcome == Self.stuck)
  }

  @Test func handlerThatHasEndedIsNotGivenUp() async {
    let ending = HandlerEnding()
    #expect(ending.finish(.stopped))
    ending.giveUp(Self.stuck) { Issue.record("it had ended") }
    #expect(await ending.outcome == .stopped)
  }

  @Test func whoWaitsIsWoken() async {
    let ending = HandlerEnding()
    async let outcome = ending.outcome
    ending.giveUp(Self.stuck) {}
    #expect(await outcome == Self.stuck)
  }
}
