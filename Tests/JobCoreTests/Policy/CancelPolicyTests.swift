// The decision on a cancel, for every state with and without shield and force.

import Testing

@testable import JobCore

@Suite struct CancelPolicyTests {
  @Test(arguments: JobState.allCases) func decisionFollowsTheState(_ state: JobState) {
    for (isShielded, isForced) in [(false, false), (false, true), (true, false), (true, true)] {
      let decision = CancelPolicy.decide(state: state, isShielded: isShielded, isForced: isForced)
      let wanted: CancelPolicy.Decision =
        if state.isTerminal {
          .refuse
        } else if state != .running {
          .cancelNow
        } else if isShielded && !isForced {
          .absorb
        } else {
          .stopAttempt
        }
      #expect(decision == wanted, "shielded \(isShielded), forced \(isForced)")
      if decision == .cancelNow { #expect(state.canMove(to: .cancelled)) }
    }
  }
}
