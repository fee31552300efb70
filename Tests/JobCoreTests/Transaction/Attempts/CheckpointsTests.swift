// Checkpoints within one transaction, and those of attempts that are over.

import TestSupport
import Testing

@testable import JobCore

@Suite struct CheckpointsTests {
  @Test func lastOneOfATransactionIsKept() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let job = try await bench.start()
      let read = try await bench.writer.perform { context throws(StoreError) in
        var read = [try Checkpoints.of(job.id, context)]
        _ = try Checkpoints.set([1], of: job.fence, context)
        read.append(try Checkpoints.of(job.id, context))
        Checkpoints.remove(of: job.id, context)
        read.append(try Checkpoints.of(job.id, context))
        _ = try Checkpoints.set([2], of: job.fence, context)
        return read
      }
      #expect(read == [nil, [1], nil])
      let kept = try await bench.writer.perform { context throws(StoreError) in try Checkpoints.of(job.id, context) }
      #expect(kept == [2])
    }
  }

  @Test func attemptThatIsOverLeavesNothingMore() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let job = try await bench.start()
      #expect(try await bench.store.setCheckpoint([1], of: job.fence))
      try await bench.end(job, .returned(result: nil))
      #expect(try await !bench.store.setCheckpoint([2], of: job.fence))
      let kept = try await bench.writer.perform { context throws(StoreError) in try Checkpoints.of(job.id, context) }
      #expect(kept == nil)
    }
  }
}
