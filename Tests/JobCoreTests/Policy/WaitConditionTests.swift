// When a wait is over.

import Testing

@testable import JobCore

@Suite struct WaitConditionTests {
  private func isMet(_ until: WaitUntil, _ states: [JobState], pending: Int) -> Bool {
    WaitCondition.isMet(until, terminal: states, pendingCount: pending)
  }

  @Test func nothingPendingIsAlwaysOver() {
    for until in [WaitUntil.all, .first, .firstFailure, .firstError] {
      #expect(isMet(until, [], pending: 0))
      #expect(isMet(until, [.succeeded, .cancelled], pending: 0))
      #expect(!isMet(until, [], pending: 1))
    }
  }

  @Test func firstIsMetByAnyEndAndAllByNone() {
    for state in JobState.allCases where state.isTerminal {
      #expect(isMet(.first, [state], pending: 1))
      #expect(!isMet(.all, [state], pending: 1))
    }
  }

  @Test func onlyAFailureIsAFirstFailure() {
    #expect(isMet(.firstFailure, [.succeeded, .failed], pending: 1))
    #expect(!isMet(.firstFailure, [.succeeded, .cancelled, .skipped], pending: 1))
    for error in [JobState.failed, .cancelled, .skipped] {
      #expect(isMet(.firstError, [.succeeded, error], pending: 1), "\(error)")
    }
    #expect(!isMet(.firstError, [.succeeded, .succeeded], pending: 1))
  }
}
