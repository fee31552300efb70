// Where an edit puts a job, by its state.

import TestSupport
import Testing

@testable import JobCore

@Suite struct EditPolicyTests {
  private func rescheduled(_ state: JobState, _ start: StartRule?) -> (state: JobState, runAt: Timestamp?) {
    EditPolicy.rescheduled(state, runAt: .noon - 5, start, now: .noon)
  }

  @Test(arguments: JobState.allCases) func withoutANewStartNothingMoves(_ state: JobState) {
    #expect(rescheduled(state, nil) == (state, .noon - 5))
  }

  @Test(arguments: [StartRule.now, .after(micros: 0), .at(.noon)]) func whatStartsNowHasNoDueTime(_ start: StartRule) {
    #expect(rescheduled(.scheduled, start) == (.queued, nil))
    #expect(rescheduled(.queued, start) == (.queued, nil))
    #expect(rescheduled(.retrying, start) == (.queued, nil))
  }

  @Test func whatStartsLaterWaitsForIt() {
    #expect(rescheduled(.queued, .at(.noon + 1)) == (.scheduled, .noon + 1))
    #expect(rescheduled(.scheduled, .after(micros: 1_000_000)) == (.scheduled, .noon + 1_000_000))
    #expect(rescheduled(.retrying, .at(.noon + 1)) == (.retrying, .noon + 1))
  }

  @Test(arguments: [JobState.held, .blocked]) func whatWaitsForSomethingElseStaysSo(_ state: JobState) {
    #expect(rescheduled(state, .now) == (state, nil))
    #expect(rescheduled(state, .at(.noon + 1)) == (state, .noon + 1))
  }

  @Test func editIsForTheStatesThatItsFieldsAreFor() {
    func states(_ change: (inout JobPatch) -> Void) -> Set<JobState> {
      var patch = JobPatch()
      change(&patch)
      return EditPolicy.states(for: patch)
    }
    #expect(states { $0.priority = 1 } == JobFilter.activeStates)
    #expect(states { $0.queue = "q" } == JobFilter.activeStates.subtracting([.running]))
    #expect(states { $0.start = .now } == JobFilter.activeStates.subtracting([.running]))
    #expect(states { $0.retry = RetryRule() } == JobFilter.activeStates.subtracting([.running]))
    #expect(states { $0.after = [] } == [.blocked, .held])
  }

  @Test func whatAnAttemptGoesByIsNotEditedWhileItRuns() {
    let edits: [(inout JobPatch) -> Void] = [
      { $0.work = .shell("a") }, { $0.executor = .clear }, { $0.graceMicros = .set(1) }, { $0.keepForMicros = .clear },
      { $0.process.nice = .set(1) }, { $0.limit = .clear }, { $0.slotsNeeded = 2 }, { $0.callbacks = [] },
      { $0.isShielded = true },
    ]
    for (number, change) in edits.enumerated() {
      var patch = JobPatch()
      change(&patch)
      #expect(EditPolicy.states(for: patch) == JobFilter.activeStates.subtracting([.running]), "\(number)")
    }
    var limits = JobPatch()
    (limits.name, limits.tags, limits.timeoutMicros, limits.deadline) = (.clear, [:], .clear, .clear)
    #expect(EditPolicy.states(for: limits) == JobFilter.activeStates)
  }

  @Test func fieldIsSetOrClearedOrStays() {
    #expect(EditPolicy.edited(1, .set(2)) == 2)
    #expect(EditPolicy.edited(nil, .set(2)) == 2)
    #expect(EditPolicy.edited(1, .clear) == nil)
    #expect(EditPolicy.edited(1, nil) == 1)
  }
}
