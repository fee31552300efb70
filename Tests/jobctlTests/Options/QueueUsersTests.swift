// As whom jobs run where they are, and where they are brought.

import JobWire
import Testing

@testable import jobctl

@Suite struct QueueUsersTests {
  private let users = QueueUsers([
    QueueView(name: "default", paused: false, jobs: nil),
    QueueView(name: "builds", paused: false, runAs: "ann", jobs: nil),
  ])

  private func filed(_ queue: String?, _ user: String?) -> FiledJob {
    var request = SubmitRequest(shell: "a")
    request.queue = queue
    return FiledJob(request: request, place: "line 1", runAs: user)
  }

  @Test func jobOfAQueueWithAUserRunsAsThatOne() {
    var job = JobSamples.job(1, .queued)
    job.queue = "builds"
    #expect(users.user(of: job) == "ann")
    job.runAs = "bob"
    #expect(users.user(of: job) == "bob")
    (job.queue, job.runAs) = ("default", nil)
    #expect(users.user(of: job) == nil)
  }

  @Test func onlyAJobWhoseQueueHasItsUserKeepsIt() {
    let kept = [filed("builds", "ann"), filed(nil, nil), filed("builds", nil)]
    let changing = [filed(nil, "ann"), filed("builds", "bob"), filed("elsewhere", "ann")]
    #expect(users.changing(kept + changing) == changing)
  }
}
