// A refusal says whether it is too late or too early, and what can be done instead.

import JobCore
import Testing

@testable import HTTPFront

@Suite struct WrongStateTests {
  @Test(
    arguments: [
      (JobState.succeeded, "cancel", "job 7 has ended already (succeeded): there is nothing left to cancel"),
      (.failed, "edit", "job 7 has ended already (failed): it cannot be edited any more"),
      (
        .running, "edit",
        "job 7 is running: of a running job name, tags, priority, timeout and deadline can be edited"
      ),
      (.queued, "edit", "job 7 is queued: what a job waits for (after) can be edited while it is blocked or held"),
      (.running, "result", "job 7 is running: it has no result before it has ended"),
      (.succeeded, "retry", "job 7 has succeeded: only a job that has ended without success can be retried"),
      (.running, "retry", "job 7 is running: a job can be retried when it has ended without success"),
      (.running, "hold", "job 7 is running: it has started; cancel stops it"),
      (.held, "hold", "job 7 is held: it waits for its release already"),
      (.blocked, "run", "job 7 is blocked: it waits for other jobs, not for a time"),
    ] as [(JobState, String, String)])
  func sentenceSaysWhich(state: JobState, verb: String, sentence: String) {
    #expect(WrongState.sentence(JobID(7), state, verb) == sentence)
  }

  @Test(arguments: JobState.allCases) func noneLeavesItOpen(state: JobState) {
    for verb in [
      "cancel", "edit", "retry", "hold", "release", "run", "switch", "signal", "stdin", "delete", "result",
      "fail", "progress",
    ] {
      let sentence = WrongState.sentence(JobID(7), state, verb)
      #expect(sentence.contains(state.name) && !sentence.contains("late or"), "\(sentence)")
    }
  }
}
