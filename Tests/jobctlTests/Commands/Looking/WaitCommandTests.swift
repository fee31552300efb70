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
    #expect(WaitCommand.status(of: CancellingWait.Outcome(reply: reply)).code == code)
  }

  /// asyncio: what the cleanup of a cancelled task raises comes instead of TimeoutError.
  @Test(
    arguments: [
      ([WireJobState.cancelled], "cancel", 7), ([.failed], "exit", 1), ([.cancelled, .failed], "exit", 1),
      ([.succeeded, .cancelled], "cancel", 7),
    ] as [([WireJobState], String, Int32)]) func whatACleanupRaisedComesFirst(
      states: [WireJobState], reason: String, code: Int32
    )
  {
    let late = states.enumerated().map { JobSamples.job(Int64($0.offset + 1), $0.element, reason: reason) }
    let before = JobSamples.job(9, .failed, reason: "exit")
    let reply = WaitReply(done: [before] + late, pending: [], expired: true)
    #expect(WaitCommand.status(of: CancellingWait.Outcome(reply: reply, late: late)).code == code)
  }

  /// A cancelled gather raises, whatever its children returned.
  @Test(arguments: [(false, Int32(5)), (true, 6)]) func aCancelledBatchIsNoSuccess(isTimedOut: Bool, code: Int32) {
    let batch = BatchView(
      id: 3, done: true, cancelRequested: true, size: 1, counts: StateCounts([.succeeded: 1]),
      createdAt: WireTime(micros: 0), timedOut: isTimedOut)
    let reply = WaitReply(done: [JobSamples.job(1, .succeeded, reason: nil)], pending: [], expired: false)
    #expect(WaitCommand.status(of: CancellingWait.Outcome(reply: reply), batch).code == code)
  }
}
