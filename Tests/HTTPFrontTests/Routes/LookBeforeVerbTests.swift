// A look whether somebody may, and the verb after it: what comes in between is seen by another look.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct LookBeforeVerbTests {
  private static let limited = Identity(
    name: "token:l", scopes: ScopeSet(.submit), limits: RealmLimits(queues: ["mine"]))

  /// A desk, and an open batch with one member in the queue `mine`.
  private func withBatch(_ body: (JobDesk, BatchID) async throws -> Void) async throws {
    try await withDaemon { daemon in
      let registry = ConnectionRegistry(limits: HTTPLimits(), timeouts: HTTPTimeouts())
      let desk = JobDesk(
        queue: daemon.queue, front: FrontFacts(version: "1", isDebug: false, registry: registry))
      var new = NewBatch(jobs: [Self.held("mine")])
      new.staysOpen = true
      guard case .created(let batch, _) = try await daemon.queue.createBatch(new) else {
        throw RawClient.Failure("the batch was not made")
      }
      try await body(desk, batch.id)
    }
  }

  private static func held(_ queue: String, _ batch: BatchID? = nil) -> NewJob {
    var job = NewJob(.handler(name: "noop", payload: nil))
    (job.queue, job.holds, job.batch) = (queue, true, batch)
    return job
  }

  /// The look has let it through, and then a job comes that the sender may not see.
  @Test func memberThatComesBetweenTheLookAndTheVerbIsLookedAt() async throws {
    try await withBatch { desk, batch async throws in
      var looks = 0
      let found = try await desk.looking(for: Self.limited) { mark async throws in
        looks += 1
        // The second look sees it, and would refuse.
        if looks == 2 { return try await desk.queue.batch(batch) }
        _ = try await desk.queue.submit(Self.held("secret", batch))
        return try await desk.queue.closeBatch(batch, since: mark)
      }
      #expect(looks == 2 && found.isOpen)
    }
  }

  @Test func whoNeverSeesWhatHoldsIsSentAwayAfterSomeLooks() async throws {
    try await withBatch { desk, batch async throws in
      var looks = 0
      await #expect(throws: JobError.lookAgain(batch)) {
        _ = try await desk.looking(for: Self.limited) { mark async throws in
          looks += 1
          _ = try await desk.queue.submit(Self.held("secret", batch))
          return try await desk.queue.cancelBatch(batch, reason: nil, since: mark)
        }
      }
      #expect(looks == HTTPLimits.batchLooksMax)
      #expect(try await !desk.queue.batch(batch).isCancelRequested)
    }
  }

  @Test func whoSeesAllLooksOnceAndNotAtAll() async throws {
    try await withBatch { desk, batch async throws in
      let owner = Identity(name: "uid:0", scopes: ScopeSet(.admin))
      let closed = try await desk.looking(for: owner) { mark async throws in
        #expect(mark == nil)
        return try await desk.queue.closeBatch(batch, since: mark)
      }
      #expect(!closed.isOpen)
    }
  }
}
