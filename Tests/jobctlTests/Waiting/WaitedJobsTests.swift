// Which jobs a wait for all cannot wait for.

import JobWire
import Testing

@testable import jobctl

@Suite struct WaitedJobsTests {
  private func job(_ id: Int64, _ state: WireJobState, after parents: ParentView...) -> JobView {
    var job = JobSamples.job(id, state)
    job.parents = parents
    return job
  }

  @Test func heldJobsAndAllThatFollowsThemAreStuck() {
    let jobs = [
      job(1, .held), job(2, .running), job(3, .blocked, after: ParentView(.job(1), on: .success)),
      job(4, .blocked, after: ParentView(.job(2), on: .success), ParentView(.job(3), on: .any)),
      job(5, .blocked, after: ParentView(.job(2), on: .success)),
      // Decided already: what it waits for is another.
      job(6, .blocked, after: ParentView(.job(1), on: .any, met: true), ParentView(.job(2), on: .any)),
      job(7, .blocked, after: ParentView(.batch(1), on: .any)),
    ]
    #expect(WaitedJobs.stuck(jobs) == [1, 3, 4])
    #expect(WaitedJobs.stuck(Array(jobs.dropFirst())) == [])
  }
}
