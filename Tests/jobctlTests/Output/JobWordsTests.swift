// What became of a job, in a few words.

import JobWire
import Testing

@testable import jobctl

@Suite struct JobWordsTests {
  @Test func aFailureHasItsCause() {
    var job = JobSamples.job(7, .failed, reason: "exit")
    job.exitCode = 3
    #expect(JobWords.cause(job) == "exit 3" && JobWords.fate(job) == "failed (exit 3)")
    job.reason = "signal"
    job.signal = 9
    #expect(JobWords.cause(job) == "SIGKILL")
    job.reason = "timeout"
    #expect(JobWords.cause(job) == "timeout")
    job.reason = nil
    #expect(JobWords.cause(job) == "-")
    job.error = JobErrorView(code: "E", message: "no")
    #expect(JobWords.cause(job) == "E")
  }

  @Test(
    arguments: [
      (WireJobState.succeeded, nil, "succeeded"), (.cancelled, "cancel", "cancelled (cancel)"),
      (.skipped, nil, "skipped"), (.running, "exit", "running"), (.retrying, "exit", "retrying (exit)"),
    ] as [(WireJobState, String?, String)])
  func everyStateHasItsWords(_ state: WireJobState, _ reason: String?, _ words: String) {
    #expect(JobWords.fate(JobSamples.job(7, state, reason: reason)) == words)
  }

  @Test func whoWaitedIsToldTheEnd() {
    var job = JobSamples.job(7, .failed, reason: "timeout")
    #expect(JobWords.farewell(job) == "jobctl: job 7 failed (timeout)")
    job.error = JobErrorView(code: "timeout", message: "too\u{1B}[31m long")
    #expect(!JobWords.farewell(job).contains("\u{1B}"))
    let entry = BatchEntryView(job: 8, name: "a", state: .failed, reason: "exit", exitCode: 3)
    #expect(JobWords.farewell(entry) == "jobctl: job 8 failed (exit 3)")
  }

  @Test func onlyABatchThatWasCancelledIsSpokenOf() {
    var batch = BatchView(id: 3, done: true, size: 1, counts: StateCounts(), createdAt: JobSamples.now)
    #expect(JobWords.farewell(batch) == nil)
    batch.cancelRequested = true
    #expect(JobWords.farewell(batch) == "jobctl: batch 3 was cancelled")
    batch.timedOut = true
    #expect(JobWords.farewell(batch) == "jobctl: batch 3 ran into its time limit")
  }

  @Test func parentsAreNamed() {
    #expect(JobWords.parent(ParentView(.job(7), on: .any)) == "7")
    #expect(JobWords.parent(ParentView(.batch(3), on: .any)) == "batch 3")
  }
}
