// The details that a list of jobs shows beside each.

import JobWire
import Testing

@testable import jobctl

@Suite struct JobTableTests {
  @Test func aListShowsWhatAJobWaitsFor() {
    var job = JobSamples.job(7, .blocked)
    job.parents = [
      ParentView(.job(3), on: .success, met: true), ParentView(.batch(2), on: .any), ParentView(.job(5), on: .any),
    ]
    let lines = JobTable.make([job], at: TextSamples.moment).lines(on: TextSamples.terminal)
    #expect(lines[1].hasSuffix("after batch 2 and 1 more"), "\(lines)")
  }

  @Test(arguments: [
    (WireJobState.running, "cancel requested"), (.failed, "exit 3"), (.skipped, "the parent failed"),
  ]) func aListSaysWhatBecameOfAJob(_ state: WireJobState, _ detail: String) {
    var job = JobSamples.job(7, state, reason: "exit")
    job.exitCode = 3
    job.cancelRequested = true
    job.error = JobErrorView(code: "parent", message: "the parent failed")
    let lines = JobTable.make([job], at: TextSamples.moment).lines(on: TextSamples.terminal)
    #expect(lines[1].hasSuffix(detail), "\(lines)")
  }

  @Test func laterAttemptsAreCounted() {
    var job = JobSamples.job(7, .queued)
    job.attempt = 2
    job.maxAttempts = 5
    let lines = JobTable.make([job], at: TextSamples.moment).lines(on: TextSamples.terminal)
    #expect(lines[1].hasSuffix("attempt 2/5"), "\(lines)")
  }
}
