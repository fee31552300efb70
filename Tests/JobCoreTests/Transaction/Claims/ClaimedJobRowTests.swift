// A running attempt as its rows say: what can be edited is in the narrow row, and the rest is as it was submitted.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ClaimedJobRowTests {
  @Test func narrowRowSaysWhatMayHaveBeenEdited() throws {
    let bench = RuleBench()
    let given = try bench.start(.noop { ($0.isShielded, $0.deadline, $0.priority) = (true, .noon + 9, 4) })
    let old = NewJob.shell("true") { ($0.queue, $0.priority, $0.name) = ("old", -1, "n") }
    let parents = [
      ParentResult(id: JobID(9), state: .failed, starts: 1, kind: .shell, hasResult: false, stdoutBytes: 0)
    ]
    let job = ClaimedJob(try bench.row(given.id), old, parents: parents, bench.tx)
    #expect(job.spec.queue == "default" && job.spec.priority == 4 && job.spec.isShielded)
    #expect(job.spec.deadline == .noon + 9)
    #expect(job.spec.work == .shell("true") && job.spec.name == "n" && job.parents == parents)
    #expect(job.fence == given.fence && job.attempt == 1 && job.maxAttempts == given.maxAttempts)
    #expect(job.startedAt == .noon && job.createdAt == .noon && job.queueID == 1 && job.lane == "/noop")
  }
}
