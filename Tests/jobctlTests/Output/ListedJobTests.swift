// What a list says of a job beside its fields.

import JobWire
import Testing

@testable import jobctl

@Suite struct ListedJobTests {
  private func detail(_ job: JobView, why: String? = nil) -> String {
    ListedJob(job, at: TextSamples.moment, why: why).detail
  }

  @Test func aBlockedJobSaysWhatItWaitsFor() {
    var job = JobSamples.job(7, .blocked)
    job.parents = [
      ParentView(.job(3), on: .success, met: true), ParentView(.batch(2), on: .any), ParentView(.job(5), on: .any),
    ]
    #expect(detail(job) == "after batch 2 and 1 more")
  }

  @Test(arguments: [
    (WireJobState.running, "cancel requested"), (.failed, "exit 3"), (.skipped, "the parent failed"),
    (.cancelled, "the parent failed"), (.queued, "queue paused"), (.held, ""), (.succeeded, ""),
  ]) func itsDetailSaysWhatBecameOfIt(_ state: WireJobState, _ words: String) {
    var job = JobSamples.job(7, state, reason: "exit")
    (job.exitCode, job.cancelRequested) = (3, true)
    job.error = JobErrorView(code: "parent", message: "the parent failed")
    #expect(detail(job, why: "queue paused") == words)
  }

  @Test func aReasonThatDoesNotSayItAllHasItsMessage() {
    var job = JobSamples.job(7, .failed, reason: "http")
    job.error = JobErrorView(code: "dns", message: "no such host")
    #expect(detail(job) == "http: no such host")
  }

  @Test func aRetrySaysWhatWentWrongAndWhenItStarts() {
    var job = JobSamples.job(7, .retrying, reason: "exit")
    (job.exitCode, job.attempt, job.maxAttempts) = (75, 2, 5)
    job.runAt = WireTime(micros: JobSamples.now.micros + 120_000_000)
    #expect(detail(job) == "exit 75, starts in 2m, attempt 2/5")
  }

  @Test func aFiringIsNamedByItsScheduleAndAgeIsTheTimeInItsState() {
    var job = JobSamples.job(7, .running)
    #expect(ListedJob(job, at: TextSamples.moment).name == nil)
    job.schedule = "nightly"
    #expect(ListedJob(job, at: TextSamples.moment).name == "nightly")
    job.name = "own"
    #expect(ListedJob(job, at: TextSamples.moment).name == "own" && ListedJob(job, at: TextSamples.moment).age == "1m")
    job.stateSince = nil
    job.createdAt = JobSamples.ago(120)
    #expect(ListedJob(job, at: TextSamples.moment).age == "2m")
  }

  @Test(arguments: [WireJobState.running, .held]) func pauseIsADetail(_ state: WireJobState) {
    var job = JobSamples.job(1, state)
    #expect(!ListedJob(job, at: TextSamples.moment).detail.contains("paused"))
    job.paused = true
    #expect(ListedJob(job, at: TextSamples.moment).detail.hasPrefix("paused"))
  }
}
