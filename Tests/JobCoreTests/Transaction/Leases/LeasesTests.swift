// Leases within transactions: when a renewal is written, and what one that has been read says after a change.

import TestSupport
import Testing

@testable import JobCore

@Suite struct LeasesTests {
  private func withClaim(
    _ body: (StoreBench, RemoteBench, RemoteClaim, RawDatabase) async throws -> Void
  ) async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      var job = NewJob(.handler(name: "far", payload: nil))
      job.executor = Lane.remoteExecutor
      try await bench.insert(job)
      let claims = try await remote.claim()
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      try await body(bench, remote, try #require(claims.first), database)
    }
  }

  private func written(_ database: RawDatabase) throws -> [String] {
    try database.texts("SELECT expires_at - began_at, is_touched FROM lease")
  }

  @Test func renewalIsWrittenOnlyWhenItMovesByAThird() async throws {
    try await withClaim { bench, remote, claim, database in
      #expect(try written(database) == ["60000000|0"])
      _ = try await remote.heartbeats([claim])
      #expect(try written(database) == ["80000000|1"])
      bench.now = bench.now + 15_000_000
      guard case .live(let lease)? = try await remote.heartbeats([claim]).first else {
        throw Unexpected(what: "the lease is stale")
      }
      #expect(lease.expiresAt == bench.now + remote.leaseMicros)
      #expect(try written(database) == ["80000000|1"])
      bench.now = bench.now + 10_000_000
      _ = try await remote.heartbeats([claim])
      #expect(try written(database) == ["105000000|1"])
    }
  }

  @Test func changeOfALeaseIsSeenByWhatComesAfterIt() async throws {
    try await withClaim { bench, _, claim, _ in
      let now = bench.now
      let seen = try await bench.writer.perform { context throws(StoreError) in
        _ = try Leases.heartbeat(claim.fence, context)
        try Leases.limit(of: claim.job, timeoutMicros: 5, deadline: now + 7, context)
        let before = try Leases.row(of: claim.job, context)
        try context.flush()
        context.working.removeAll()
        return [before, try Leases.row(of: claim.job, context)]
      }
      for row in seen {
        #expect(row?.isTouched == true && row?.expiresAt == now + 80_000_000)
        #expect(row?.timeoutAt == now + 5 && row?.deadline == now + 7)
      }
    }
  }

  @Test func whoDoesNotHoldTheSecretProvesNothing() async throws {
    try await withClaim { bench, _, claim, _ in
      let forged = ClaimFence(claim.fence.fence, secret: String(claim.fence.secret.dropLast()) + "x")
      let live = try await bench.writer.perform { context throws(StoreError) in
        [try Leases.live(claim.fence, context) != nil, try Leases.live(forged, context) != nil]
      }
      #expect(live == [true, false])
    }
  }
}
