// What a batch knows of its members, while one transaction does several things to them.

import TestSupport
import Testing

@testable import JobCore

@Suite struct BatchMembersTests {
  @Test func retryInTheTransactionOfTheLastEndReopensTheBatch() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (id, members) = try await bench.batch([.noop(), .noop()])
      let first = try await bench.writer.perform { context throws(StoreError) in
        for member in members { _ = try CancelVerb.job(member, CancelOptions(), context) }
        try Settlement.run(context)
        let done = try Batches.batch(id.value, context)
        _ = try MoveVerbs.move(members[0], .retry, context)
        return done?.finishedAt
      }
      #expect(first == bench.now)
      let batch = try await bench.batch(id)
      #expect(batch.counts == [.queued: 1, .cancelled: 1] && !batch.isDone)
      // The first that ended is not one of those that ended any more.
      #expect(batch.firstError == members[1])
    }
  }

  @Test func retryOfTheFirstThatFailedLeavesTheNextOneThatDid() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (id, members) = try await bench.batch([.noop(), .noop(), .noop()])
      for job in try await bench.claim(2) {
        bench.now = bench.now + 1
        try await bench.end(job, .exited(code: 1))
      }
      #expect(try await bench.batch(id).firstFailure == members[0])
      #expect(try await bench.store.move(members[0], .retry, now: bench.now).isDone)
      let batch = try await bench.batch(id)
      #expect(batch.firstFailure == members[1] && batch.firstError == members[1])
    }
  }

  @Test func failedTransactionLeavesTheCountsAsTheyWere() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (id, members) = try await bench.batch([.noop()], staysOpen: true)
      await #expect(throws: StoreError.self) {
        try await bench.writer.perform { context throws(StoreError) in
          _ = try CancelVerb.job(members[0], CancelOptions(), context)
          throw .illegal(statement: "job", message: "no")
        }
      }
      let remembered = try await bench.writer.perform { context throws(StoreError) in
        try Batches.batch(id.value, context)?.counts[JobState.queued.rawValue]
      }
      #expect(remembered == 1)
      #expect(try await bench.batch(id).counts == [.queued: 1])
    }
  }
}
