// What is said of a job that is no success: these are answers, and stay as they are.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobCauseTextTests {
  private static let texts: [(JobCause, String)] = [
    (.attempt(JobFailure(code: "exit", message: "exited with code 3")), "exit: exited with code 3"),
    (.cancelled(reason: nil), "cancelled: cancelled on request"),
    (.cancelled(reason: "not today"), "cancelled: not today"),
    (.expired, "expired: its deadline passed before it could start"),
    (.noTime, "timeout: it was given no time, so it was not started"),
    (.job(JobID(7), .failed, on: .success), "dependency: job 7 is failed; this job waited for its success"),
    (.job(JobID(7), nil, on: .failure), "dependency: job 7 has been deleted; this job waited for its failure"),
    (.batch(BatchID(2), on: .success), "dependency: batch 2 did not end so; this job waited for its success"),
    (.parents, "dependency: a condition on its parents can no longer be met"),
  ]

  @Test(arguments: texts) func eachHasAWordAndASentence(cause: JobCause, text: String) {
    #expect("\(cause.failure.code): \(cause.failure.message)" == text)
  }

  @Test func aJobSaysWhatItsCauseSays() {
    var job = Job(.noop(), id: JobID(1), now: Timestamp(micros: 0))
    #expect(job.failure == nil)
    job.cause = .expired
    #expect(job.failure == JobCause.expired.failure)
  }
}
