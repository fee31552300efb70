// The exit status of a wait over several jobs.

import JobWire
import Testing

@testable import jobctl

@Suite struct WaitCommandTests {
  @Test(
    arguments: [
      ([WireJobState.succeeded, .succeeded], false, 0), ([.succeeded, .failed, .cancelled], false, 1),
      ([.succeeded, .cancelled], false, 5), ([.failed], true, 7), ([], false, 0), ([], true, 7),
    ] as [([WireJobState], Bool, Int32)]) func worstFateDecides(states: [WireJobState], expired: Bool, code: Int32)
  {
    let jobs = states.enumerated().map { JobSamples.job(Int64($0.offset + 1), $0.element, reason: "exit") }
    let reply = WaitReply(done: jobs, pending: expired ? [99] : [], expired: expired)
    #expect(WaitCommand.status(of: reply).code == code)
  }
}
