// The cancel of a batch, member by member.

import TestSupport
import Testing

@testable import JobCore

@Suite struct BatchCancelTests {
  @Test func largeOneIsCancelledInPieces() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let count = 2 * Limits.batchCancelChunk + 1
      let (id, members) = try await bench.batch((0..<count).map { _ in .noop() })
      _ = try await bench.store.cancel(members[0], CancelOptions(), now: bench.now)
      guard case .done(let batch) = try await bench.store.cancelBatch(id, reason: "why", now: bench.now) else {
        throw Unexpected(what: "the batch was not cancelled")
      }
      #expect(batch.isCancelRequested && !batch.isDone)
      try await eventually { try await bench.batch(id).isDone }
      #expect(try await bench.batch(id).counts == [.cancelled: count])
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      let reasons = try database.texts(
        "SELECT ifnull(cancel_reason, '') FROM job_spec WHERE id IN (\(members[0]), \(members[count - 1])) ORDER BY id")
      #expect(reasons == ["", "why"])
    }
  }

  @Test func memberThatIsReadyIsCancelledBeforeItStarts() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (id, members) = try await bench.batch([.noop(), .noop()])
      let reached = try await bench.writer.perform { context throws(StoreError) in
        // As a restart finds one whose cancel was under way.
        BatchCancel.mark(id.value, reason: "why", context)
        return try BatchCancel.isCancelling(id.value, context)
      }
      #expect(reached)
      #expect(try await bench.claim(2).isEmpty)
      #expect(try await bench.store.states(members) == [members[0]: .cancelled, members[1]: .cancelled])
    }
  }

  @Test func memberThatCannotBeReadHoldsUpNoOther() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (id, members) = try await bench.batch([.noop(), .noop(), .noop()])
      try bench.makeUnreadable(members[1])
      _ = try await bench.store.cancelBatch(id, reason: nil, now: bench.now)
      try await bench.settle()
      let states = try await bench.store.states([members[0], members[2]])
      #expect(states == [members[0]: .cancelled, members[2]: .cancelled])
      #expect(try await bench.batch(id).counts == [.cancelled: 2, .queued: 1])
    }
  }
}
