// What becomes of a follow-up when its parents end.

import TestSupport
import Testing

@testable import JobCore

@Suite struct DependencyPolicyTests {
  private typealias Outcome = DependencyPolicy.EdgeOutcome

  @Test(arguments: EndCondition.allCases) func conditionIsDecidedByTheParentsEndAlone(condition: EndCondition) {
    #expect(DependencyPolicy.outcome(condition, parentSucceeded: nil) == .pending)
    for success in [true, false] {
      let expected: Outcome = condition.isMet(bySuccess: success) ? .met : .unmet
      #expect(DependencyPolicy.outcome(condition, parentSucceeded: success) == expected)
    }
  }

  @Test func itIsReleasedWhenAllConditionsAreMet() {
    #expect(DependencyPolicy.decide([Outcome]()) == .released)
    #expect(DependencyPolicy.decide([Outcome.met, .met]) == .released)
    #expect(DependencyPolicy.decide([Outcome.met, .pending]) == .waits)
  }

  @Test func oneConditionThatCannotBeMetSkipsItWhateverTheOthersDo() {
    for others in [[], [Outcome.pending], [.met], [.met, .pending]] {
      #expect(DependencyPolicy.decide(others + [.unmet]) == .skipped)
      #expect(DependencyPolicy.decide([.unmet] + others) == .skipped)
    }
  }

  @Test func releasedJobWaitsForItsDueTime() {
    let now = Timestamp.noon
    #expect(DependencyPolicy.released(runAt: nil, now: now) == .queued)
    #expect(DependencyPolicy.released(runAt: now.micros, now: now) == .queued)
    #expect(DependencyPolicy.released(runAt: now.micros + 1, now: now) == .scheduled)
  }
}
