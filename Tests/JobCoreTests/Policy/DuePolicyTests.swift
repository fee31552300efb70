// Whom time has come for, by state.

import TestSupport
import Testing

@testable import JobCore

@Suite struct DuePolicyTests {
  @Test(arguments: JobState.allCases) func onlyWhatWaitsIsOverdueOrDue(_ state: JobState) {
    let waits = !state.isTerminal && state != .running
    #expect(DuePolicy.isOverdue(state, deadline: .noon, now: .noon) == waits)
    #expect(!DuePolicy.isOverdue(state, deadline: .noon + 1, now: .noon))
    #expect(!DuePolicy.isOverdue(state, deadline: nil, now: .noon))
    #expect(DuePolicy.startBy(state, deadline: .noon) == (waits ? .noon : nil))
    #expect(DuePolicy.dueAt(state, runAt: .noon) == (state == .scheduled || state == .retrying ? .noon : nil))
    #expect(DuePolicy.dueAt(state, runAt: nil) == nil)
  }
}
