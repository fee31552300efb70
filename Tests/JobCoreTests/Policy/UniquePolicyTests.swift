// What a submission gets when its unique key is taken: every rule with every state of the holder.

import TestSupport
import Testing

@testable import JobCore

@Suite struct UniquePolicyTests {
  private func decide(_ conflict: UniqueRule.Conflict, _ holder: JobState?, freeAt: Timestamp? = nil)
    -> UniquePolicy.Decision
  {
    UniquePolicy.decide(conflict, holder: holder, freeAt: freeAt, now: .noon)
  }

  @Test(arguments: UniqueRule.Conflict.allCases) func freeKeyIsTaken(conflict: UniqueRule.Conflict) {
    #expect(decide(conflict, nil) == .take)
    for state in JobState.allCases where state.isTerminal {
      #expect(decide(conflict, state) == .take)
      #expect(decide(conflict, state, freeAt: .noon) == .take)
    }
  }

  @Test func keyOfAJobThatHasNotEndedIsTakenWhateverItsTime() {
    for state in JobState.allCases where !state.isTerminal {
      for freeAt in [nil, Timestamp.noon - 1] {
        #expect(decide(.reject, state, freeAt: freeAt) == .refuse)
        #expect(decide(.return, state, freeAt: freeAt) == .returnHolder)
        #expect(decide(.replace, state, freeAt: freeAt) == (state == .running ? .refuse : .cancelHolder))
      }
    }
  }

  @Test func keyThatStaysTakenAfterTheEndIsRefusedOrShowsItsHolder() {
    let later = Timestamp.noon + 1
    for state in JobState.allCases where state.isTerminal {
      #expect(decide(.reject, state, freeAt: later) == .refuse)
      #expect(decide(.return, state, freeAt: later) == .returnHolder)
      // There is nothing left to cancel.
      #expect(decide(.replace, state, freeAt: later) == .refuse)
    }
    // The holder has been removed: nobody can be returned.
    for conflict in UniqueRule.Conflict.allCases { #expect(decide(conflict, nil, freeAt: later) == .refuse) }
  }
}
