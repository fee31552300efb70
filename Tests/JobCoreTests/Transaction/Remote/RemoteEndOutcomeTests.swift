// What the word of somebody elsewhere means for the attempt: who says that no other attempt is of use is believed.

import Testing

@testable import JobCore

@Suite struct RemoteEndOutcomeTests {
  private let failure = JobFailure(code: "c", message: "m")

  @Test func whatIsDoneHasItsResult() {
    #expect(RemoteEnd.completed(result: [0x37]).outcome == .returned(result: [0x37]))
    #expect(RemoteEnd.completed(result: nil).outcome == .returned(result: nil))
  }

  @Test func failureMayBeTriedAgainUnlessItsWorkerSaysNot() {
    #expect(RemoteEnd.failed(failure, traceback: "t", mayRetry: true).outcome == .threw(failure))
    #expect(RemoteEnd.failed(failure, mayRetry: false).outcome == .discarded(failure))
  }

  @Test func whatIsGivenBackComesAgainAfterItsPause() {
    #expect(RemoteEnd.released(delayMicros: 5).outcome == .released(delayMicros: 5))
  }
}
