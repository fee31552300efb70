// What is done later than it was asked for, or without being asked for, is dated when it is done.

import Synchronization
import TestSupport
import Testing

@testable import JobCore

@Suite struct DatingTests {
  /// A clock that is a second later each time it is looked at.
  private final class HurryingClock: WallClock {
    private let looks = Mutex<Int64>(0)

    func now() -> Timestamp {
      looks.withLock { looks in
        looks += 1
        return .noon + looks * 1_000_000
      }
    }

    /// As much later.
    func steadyMicros() -> Int64 { looks.withLock { $0 * 1_000_000 } }

    func makeAlarm(_ ring: @escaping @Sendable () -> Void) -> any Alarm { ManualClock().makeAlarm(ring) }
  }

  private func withStore(_ body: (SQLiteStore) async throws -> Void) async throws {
    let directory = try TemporaryDirectory()
    let store = try SQLiteStore.open(
      StoreKind.options(directory.path, now: HurryingClock()), logger: .silent, onCommit: { _ in })
    do {
      // The first transaction of a store looks at its clock, and what follows from that is asked for by nobody: it is dated
      // by the clock, and with it whatever shares its transaction. It is ahead of the second.
      for _ in 0..<2 { try await store.ping() }
      try await body(store)
      await store.close()
    } catch {
      await store.close()
      throw error
    }
  }

  @Test func longCancelDatesEachOfItsParts() async throws {
    try await withStore { store in
      let jobs = (0..<2 * Limits.batchCancelChunk).map { _ in NewJob.noop() }
      guard
        case .created(let batch, let ids) = try await store.createBatch(
          NewBatch(jobs: jobs), idempotency: nil, now: .noon)
      else { return }
      _ = try await store.cancelBatch(batch.id, reason: nil, now: .noon)
      try await eventually("not all were cancelled") { try await store.batch(batch.id)?.finishedAt != nil }
      let ends = try await store.jobs([ids[0], ids[ids.count - 1]]).compactMap(\.finishedAt)
      #expect(ends.count == 2 && ends[0] < ends[1])
    }
  }

  @Test func jobStartsWhenItIsHandedOutAndNotWhenItsSubmissionWasSent() async throws {
    try await withStore { store in
      async let claimed = store.claim(limit: 1, now: .noon)
      try await store.ping()
      _ = try await store.insert([.noop()], idempotency: nil, now: .noon)
      let job = try #require(try await claimed.first)
      #expect(job.createdAt == .noon && job.startedAt > .noon)
    }
  }

  @Test func leaseRunsFromWhenItIsHandedOut() async throws {
    try await withStore { store in
      var far = NewJob(.handler(name: "far", payload: nil))
      far.executor = Lane.remoteExecutor
      _ = try await store.insert([far], idempotency: nil, now: .noon)
      var request = ClaimRequest(claimedBy: "token:worker")
      request.handlers = ["far"]
      request.leaseMicros = 1_000_000
      let answer = try await store.claimRemote(request, idempotency: nil, ticket: ClaimTicket(1), now: .noon)
      guard case .claims(let claims) = answer else { throw Unexpected(what: "no claims") }
      #expect(try #require(claims.first).lease.expiresAt > .noon + 1_000_000)
    }
  }
}
