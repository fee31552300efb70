// Handles on jobs, several at once: their values in order, and which of them have ended.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueHandlesTests {
  @Test func gatherKeepsTheOrderAndReportsTheFirstFailure() async throws {
    try await TypedJobs.run { queue in
      var handles: [JobHandle<Int>] = []
      for number in 0..<20 { handles.append(try await queue.submit(Increment(number: number))) }
      #expect(try await queue.gather(handles) == Array(1...20))
      #expect(try await queue.gather([JobHandle<Int>]()).isEmpty)
      let bad = try await queue.submit(Increment(number: 0, failure: "bad"))
      let error = await #expect(throws: JobValueError.self) { _ = try await queue.gather(handles + [bad]) }
      guard case .failed(let job) = error else {
        Issue.record("\(error as Any)")
        return
      }
      #expect(job.failure?.code == "bad")
    }
  }

  @Test func waitSaysWhatIsDoneAndWhatIsPending() async throws {
    try await TypedJobs.run { queue in
      let quick = try await queue.submit(Increment(number: 1)) { $0.queue = "a" }
      _ = try await quick.value
      let slow = try await queue.submit(Increment(number: 1)) { $0.holds = true }
      let (done, pending) = try await queue.wait([slow, quick], until: .first)
      #expect(done.map(\.id) == [quick.id])
      #expect(pending.map(\.id) == [slow.id])
      let later = try await queue.wait([slow], timeout: .zero)
      #expect(later.pending.map(\.id) == [slow.id])
    }
  }
}
