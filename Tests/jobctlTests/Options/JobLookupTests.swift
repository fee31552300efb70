// Which of several jobs a word means.

import JobWire
import Testing

@testable import jobctl

@Suite struct JobLookupTests {
  private func failed(_ id: Int64, secondsAgo: Int64) -> JobView {
    var job = JobSamples.job(id, .failed)
    job.finishedAt = JobSamples.ago(secondsAgo)
    return job
  }

  @Test func jobsThatAreNotThereAreNamed() {
    #expect(JobLookup.words(missing: [9]) == "There is no job 9. Nothing was done to the others.")
    #expect(JobLookup.words(missing: [9, 12]) == "There are no jobs 9, 12. Nothing was done to the others.")
  }

  @Test func lastFailureIsTheLatestEndAndNotTheNewestJob() {
    let jobs = [failed(9, secondsAgo: 60), failed(4, secondsAgo: 5), failed(7, secondsAgo: 30)]
    #expect(JobLookup.lastFailed(jobs)?.id == 4)
    #expect(JobLookup.lastFailed([failed(3, secondsAgo: 5), failed(8, secondsAgo: 5)])?.id == 8)
    #expect(JobLookup.lastFailed([]) == nil)
  }
}
