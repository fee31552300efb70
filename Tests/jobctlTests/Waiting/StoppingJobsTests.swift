// What a stop waits for, as events tell of it.

import JobWire
import Testing

@testable import jobctl

@Suite struct StoppingJobsTests {
  private func event(_ id: Int64, _ state: WireJobState, rev: Int = 1, kind: String = "exec") -> EventView {
    var job = JobSamples.job(id, state)
    job.rev = rev
    job.kind = kind
    return EventView(WireEvent(state), job: job, hasLeft: state != .running)
  }

  @Test func whatRunsIsToldOnceAndThenWhatEnds() {
    var jobs = StoppingJobs(.drain)
    #expect(jobs.take(event(4, .running)) == nil)
    #expect(jobs.take(event(5, .running)) == nil)
    #expect(jobs.take(EventView(.snapshotEnd))?.hasPrefix("2 jobs still run: 4, 5") == true)
    #expect(jobs.take(event(4, .running, rev: 2)) == nil)
    #expect(jobs.take(event(4, .succeeded, rev: 3)) == "Job 4 has ended; 1 still runs.")
    #expect(jobs.take(event(5, .queued, rev: 2)) == "Job 5 has ended; none runs any more.")
  }

  @Test func nothingIsSaidOfNothing() {
    var jobs = StoppingJobs(.now)
    #expect(jobs.take(EventView(.snapshotEnd)) == nil)
  }

  @Test func jobsThatOthersEndAreNotWaitedFor() {
    var jobs = StoppingJobs(.drain)
    #expect(jobs.take(event(4, .running, kind: "external")) == nil)
    #expect(jobs.take(EventView(.snapshotEnd)) == nil)
  }

  @Test func crowdIsToldOfWhenFewAreLeft() {
    var jobs = StoppingJobs(.drain)
    for id in 1...12 { _ = jobs.take(event(Int64(id), .running)) }
    #expect(jobs.take(EventView(.snapshotEnd)) != nil)
    #expect(jobs.take(event(1, .succeeded, rev: 2)) == nil)
    #expect(jobs.take(event(2, .succeeded, rev: 2)) == "2 jobs have ended; 10 still run.")
  }
}
