// Which jobs can be held, and where they go when they are released.

import TestSupport
import Testing

@testable import JobCore

@Suite struct HoldPolicyTests {
  @Test func whatHasNotStartedAndWhatWaitsForAnotherAttemptCanBeHeld() {
    let holdable = JobState.allCases.filter(HoldPolicy.mayHold)
    #expect(holdable == [.scheduled, .blocked, .queued, .retrying])
  }

  @Test(arguments: JobState.allCases) func reasonIsKeptOfAJobBetweenTwoAttempts(_ state: JobState) {
    #expect(HoldPolicy.kept(.exit, of: state) == (state == .retrying || state == .held ? .exit : nil))
    #expect(HoldPolicy.kept(nil, of: state) == nil)
  }

  private func released(isWaiting: Bool = false, _ reason: Reason? = nil, at runAt: Timestamp?) -> JobState {
    HoldPolicy.released(isWaiting: isWaiting, reason: reason, runAt: runAt, now: .noon)
  }

  @Test(arguments: [nil, .noon - 1, .noon] as [Timestamp?]) func whatIsDueIsQueued(_ runAt: Timestamp?) {
    #expect(released(at: runAt) == .queued)
    #expect(released(.exit, at: runAt) == .queued)
  }

  @Test func whatIsNotDueWaitsForItsTimeAsBefore() {
    #expect(released(at: .noon + 1) == .scheduled)
    #expect(released(.exit, at: .noon + 1) == .retrying)
  }

  @Test func whatWaitsForOthersIsBlocked() {
    for runAt in [nil, Timestamp.noon + 1] {
      #expect(released(isWaiting: true, at: runAt) == .blocked)
      #expect(released(isWaiting: true, .exit, at: runAt) == .blocked)
    }
  }
}
