// A ready job as a claim sees it: what it has gained counts for its turn, and what takes no slots weighs nothing.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ReadyJobTests {
  private func seen(gained: Int = 0, isWeightless: Bool = false) throws -> ReadyJob {
    let bench = RuleBench()
    let id = try bench.insert(.noop { ($0.priority, $0.slotsNeeded, $0.executor) = (3, 2, "p") })
    let look = ReadyLook(
      queue: try bench.queue(), lane: .named("p/noop"), pool: "p", isWeightless: isWeightless, max: 1)
    return ReadyJob(try bench.row(id), look, gained: gained)
  }

  @Test func whatItHasGainedCountsForItsTurnAlone() throws {
    let job = try seen(gained: 4)
    #expect(job.priority == 7 && job.ownPriority == 3)
    #expect(job.order == ClaimOrder.Candidate(id: 1, priority: 7, readyAt: Timestamp.noon.micros))
  }

  @Test func weightIsThatOfTheLookAndThePoolToo() throws {
    #expect(try seen().weight == 2 && seen().pool == "p")
    #expect(try seen(isWeightless: true).weight == 0)
  }
}
