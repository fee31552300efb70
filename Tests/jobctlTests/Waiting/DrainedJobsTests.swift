// What still runs after a drain.

import JobWire
import Testing

@testable import jobctl

@Suite struct DrainedJobsTests {
  private func event(_ id: Int64, _ state: WireJobState, rev: Int, kind: String = "exec", left: Bool = false)
    -> EventView
  {
    var job = JobSamples.job(id, state)
    job.rev = rev
    job.kind = kind
    return EventView(WireEvent(state), job: job, hasLeft: left)
  }

  @Test func itIsOverWhenNothingRunsAnyMore() {
    var jobs = DrainedJobs(except: nil)
    jobs.take(event(7, .running, rev: 1))
    #expect(!jobs.isOver, "not all are known")
    jobs.take(EventView(.snapshotEnd))
    #expect(!jobs.isOver)
    jobs.take(event(7, .succeeded, rev: 2, left: true))
    #expect(jobs.isOver)
  }

  @Test func whatWaitsForItsNextAttemptHasStopped() {
    var jobs = DrainedJobs(except: nil)
    for event in [event(7, .running, rev: 1), EventView(.snapshotEnd), event(7, .retrying, rev: 2, left: true)] {
      jobs.take(event)
    }
    #expect(jobs.isOver)
  }

  @Test func nothingThatRunsIsOverAtOnce() {
    var jobs = DrainedJobs(except: nil)
    jobs.take(EventView(.snapshotEnd))
    #expect(jobs.isOver)
  }

  @Test func itsOwnJobAndExternalOnesAreLeftOut() {
    var jobs = DrainedJobs(except: 7)
    jobs.take(event(7, .running, rev: 1))
    jobs.take(event(8, .running, rev: 1, kind: "external"))
    jobs.take(EventView(.snapshotEnd))
    #expect(jobs.isOver && jobs.external == [8])
  }

  @Test func afterAGapOnlyThoseCountThatRanBefore() {
    var jobs = DrainedJobs(except: nil)
    for event in [event(7, .running, rev: 1), EventView(.snapshotEnd), EventView(.gap)] { jobs.take(event) }
    #expect(!jobs.isOver)
    // Somebody has resumed the daemon meanwhile.
    for event in [event(9, .running, rev: 1), EventView(.snapshotEnd)] { jobs.take(event) }
    #expect(jobs.isOver)
  }
}
