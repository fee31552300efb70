// What the worker that has told of an end is answered.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ToldEndTests {
  private let fence = ClaimFence(Fence(job: JobID(1), start: 1, boot: 1), secret: String(repeating: "a", count: 32))

  @Test func answerIsTheJobAsItIsInTheEndWithWhatComesNext() {
    let told = ToldEnd(fence, mark: [1])
    let lease = Lease(fence: fence, micros: 1, expiresAt: .noon)
    let claim = RemoteClaim(
      fence: fence, handler: "far", name: "n", queue: "q", payload: nil, tags: [:], attempt: 1, maxAttempts: 1,
      timeoutMicros: nil, deadline: nil, parents: [], lease: lease, checkpoint: nil)
    // Whoever told of it in the same transaction has the same answer.
    let again = told
    told.job = Job(.noop(), id: JobID(1), now: .noon)
    told.claims = [claim]
    guard case .ended(let job, let claims) = again.answer else {
      Issue.record("\(again.answer)")
      return
    }
    #expect(job.id == JobID(1) && claims == [claim])
  }

  @Test func jobThatIsNotThereAnyMoreHasNoEnd() {
    guard case .stale(let why) = ToldEnd(fence, mark: [1]).answer else {
      Issue.record("an end without a job")
      return
    }
    #expect(why == "the job has been removed")
  }
}
