// Batches without members: which of them go, and when.

import TestSupport
import Testing

@testable import JobCore

@Suite struct BatchExpiryTests {
  /// Past the time for which anything is kept.
  private static let kept = StoreBench.keepForMicros + 1

  @Test func batchThatIsMadeAndRemovedInOneTransactionLeavesNoRow() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.writer.perform { context throws(StoreError) -> BatchID? in
        guard case .created(let batch, _) = try BatchVerbs.create(NewBatch(jobs: []), idempotency: nil, context) else {
          return nil
        }
        Batches.change(batch.id.value, context) { $0.expiresAt = context.now }
        _ = try BatchExpiry.prune(limit: 10, context)
        return batch.id
      }
      #expect(try await bench.store.batch(try #require(id)) == nil)
      let isThere = try await bench.writer.perform { context throws(StoreError) in
        try Batches.isThere(id?.value ?? 0, context)
      }
      #expect(!isThere)
    }
  }

  @Test func openBatchThatSomebodyWaitsForIsKept() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (waitedFor, _) = try await bench.batch([], staysOpen: true)
      let (other, _) = try await bench.batch([], staysOpen: true)
      let children = try await bench.insert((0..<3).map { _ in .noop { $0.after = [Dependency(.batch(waitedFor))] } })
      bench.now = bench.now + Self.kept
      _ = try await bench.store.prune(now: bench.now, limit: 10)
      #expect(try await bench.store.batch(other) == nil)
      #expect(try await bench.store.batch(waitedFor) != nil)
      // Who has ended otherwise waits no more.
      for child in children { _ = try await bench.store.cancel(child.id, CancelOptions(), now: bench.now) }
      bench.now = bench.now + Limits.pruneAgainMicros
      _ = try await bench.store.prune(now: bench.now, limit: 10)
      #expect(try await bench.store.batch(waitedFor) == nil)
    }
  }

  @Test func batchThatIsDoneGoesWithItsLastMemberUnlessItHasToTellOfItsEnd() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (id, members) = try await bench.batch([.noop()])
      let (told, toldMembers) = try await bench.batch([.noop()]) { $0.callbacks = [Callback(.command(["true"]))] }
      for member in members + toldMembers { _ = try await bench.store.cancel(member, CancelOptions(), now: bench.now) }
      for member in members + toldMembers { #expect(try await bench.store.delete(member, now: bench.now).isDone) }
      #expect(try await bench.store.batch(id) == nil)
      let due = try #require(try await bench.store.callbacks(of: .batch(told)).first)
      try await bench.store.recordCallback(DueCallback(owner: .batch(told), status: due), .delivered, now: bench.now)
      #expect(try await bench.store.batch(told) == nil)
    }
  }
}
