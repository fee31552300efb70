// Scopes of jobs: however one is left, no job of it runs on.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueScopeTests {
  @Test func scopeLeftNormallyWaitsForItsJobs() async throws {
    try await TypedJobs.run { queue in
      let handles = try await queue.withBatch { batch in
        [try await batch.submit(Increment(number: 1)), try await batch.submit(Increment(number: 2))]
      }
      for handle in handles {
        let job = try await handle.status
        #expect(job.state == .succeeded)
      }
    }
  }

  private struct Oops: Error {}

  @Test func scopeLeftByAnErrorCancelsItsJobsAndWaits() async throws {
    try await TypedJobs.run { queue in
      var handle: JobHandle<NoOutput>?
      await #expect(throws: Oops.self) {
        try await queue.withBatch { batch in
          handle = try await batch.submit(Forever())
          throw Oops()
        }
      }
      let job = try await handle?.status
      #expect(job?.state == .cancelled)
    }
  }

  @Test func scopeOfACancelledTaskCancelsItsJobs() async throws {
    try await TypedJobs.run { queue in
      let ids = AsyncStream<JobID>.makeStream()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await queue.withBatch { batch async throws -> Void in
            ids.continuation.yield(try await batch.submit(Forever()).id)
          }
        }
        var iterator = ids.stream.makeAsyncIterator()
        let id = try #require(await iterator.next())
        try await eventually { try await queue.job(id).state == .running }
        group.cancelAll()
        await #expect(throws: CancellationError.self) { try await group.waitForAll() }
        #expect(try await queue.job(id).state == .cancelled)
      }
    }
  }

  @Test func firstFailureEndsAScopeThatFailsFast() async throws {
    try await TypedJobs.run { queue in
      await #expect(throws: JobValueError.self) {
        try await queue.withBatch(failFast: true) { batch in
          _ = try await batch.submit(Forever())
          _ = try await batch.submit(Increment(number: 1, failure: "bad"))
        }
      }
    }
  }
}
