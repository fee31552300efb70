// How attempts elsewhere are told to end: of two orders the stronger cause counts, and the earlier end.

import TestSupport
import Testing

@testable import JobCore

@Suite struct LeaseEndsTests {
  private func stops(
    _ orders: [(cause: StopCause, graceMicros: Int64?)]
  ) async throws -> (stop: LeaseRow.Stop?, state: JobState?, now: Timestamp) {
    var found: (LeaseRow.Stop?, JobState?, Timestamp) = (nil, nil, .noon)
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      var job = NewJob(.handler(name: "far", payload: nil))
      job.executor = Lane.remoteExecutor
      job.graceMicros = 10_000_000
      let id = try await bench.insert(job)
      _ = try await remote.claim()
      let row = try await bench.writer.perform { context throws(StoreError) -> LeaseRow? in
        for order in orders {
          guard let job = try context.job(id), job.state == .running else { continue }
          try LeaseEnds.stop(job, order.cause, reason: "\(order.cause)", graceMicros: order.graceMicros, context)
        }
        return try Leases.row(of: id, context)
      }
      found = (row?.stop, try await bench.state(id), bench.now)
    }
    return found
  }

  @Test func theGraceIsThatOfTheJobUnlessSomebodySaysAnother() async throws {
    let (stop, state, now) = try await stops([(.timeout, nil)])
    #expect(stop == LeaseRow.Stop(cause: .timeout, reason: "timeout", toldAt: now, endAt: now + 10_000_000))
    #expect(state == .running)
    let other = try await stops([(.timeout, 5_000_000)])
    #expect(other.stop?.endAt == now + 5_000_000)
  }

  @Test func strongerCauseCountsAndTheEarlierEnd() async throws {
    let (stop, _, now) = try await stops([(.timeout, 3_000_000), (.cancel, nil)])
    #expect(stop == LeaseRow.Stop(cause: .cancel, reason: "cancel", toldAt: now, endAt: now + 3_000_000))
    let weaker = try await stops([(.cancel, 3_000_000), (.timeout, 1_000_000)])
    #expect(weaker.stop?.cause == .cancel && weaker.stop?.endAt == now + 1_000_000)
  }

  @Test func withoutGraceItEndsAtOnce() async throws {
    let (stop, state, _) = try await stops([(.timeout, 0)])
    #expect(stop == nil && state == .failed)
  }

  @Test func oneWhoseJobCannotBeReadHoldsUpNoOther() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      var job = NewJob(.handler(name: "far", payload: nil))
      job.executor = Lane.remoteExecutor
      let ids = try await bench.insert([job, job, job]).map(\.id)
      _ = try await remote.claim(max: 3)
      try bench.makeUnreadable(ids[0])
      try await remote.pass(micros: remote.leaseMicros + Limits.leaseMarginMicros)
      try await bench.settle()
      let states = try await bench.store.states([ids[1], ids[2]])
      #expect(states.count == 2 && !states.values.contains(.running))
    }
  }
}
