// Attempts elsewhere when the disk takes nothing: no lease ends for that, nobody waits in vain, and that nothing is
// handed out any more is part of the transaction that says so.

import Dispatch
import TestSupport
import Testing

@testable import JobCore

@Suite struct RemoteStoreWritingTests {
  @Test func drainingIsTakenBackWithItsTransaction() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let store = try #require(bench.store as? SQLiteStore)
      let seen = Noted<[Bool]>([])
      // All of them in one group, which fails: each is done again alone.
      store.writer.queue.suspend()
      store.writer.post(.none) { context throws(StoreError) in
        let isDraining = context.ledger.claims.isDraining
        seen.change { $0.append(isDraining) }
      }
      store.setDraining(true)
      store.writer.post(.none) { _ throws(StoreError) in throw .illegal(statement: "test", message: "a broken rule") }
      store.writer.queue.resume()
      try await store.ping()
      #expect(seen.value == [false, false])
      let isDraining = try await store.writer.perform { context throws(StoreError) in context.ledger.claims.isDraining }
      #expect(isDraining)
    }
  }

  @Test func attemptThatCannotBeReadEndsNoOtherLease() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let ids = try await bench.insert([.far(), .far()]).map(\.id)
      let claims = try await remote.claim(max: 2)
      try bench.makeUnreadable(ids[0])
      bench.now = bench.now + remote.leaseMicros / 2
      let states = try await remote.heartbeats(claims)
      #expect(states[0] == .stale(claims[0].fence))
      guard case .live(let lease) = states[1] else { throw Unexpected(what: "\(states[1])") }
      #expect(lease.expiresAt == bench.now + remote.leaseMicros)
    }
  }

  // MARK: On a disk that takes nothing

  private func withRemoteStore(
    _ disk: ScriptedDisk, _ body: (StoreBench, RemoteBench) async throws -> Void
  ) async throws {
    try await StoreKind.memory(on: disk).withRemoteStore(body)
  }

  @Test func leaseGoesOnThoughItCannotBeRenewed() async throws {
    let disk = ScriptedDisk()
    try await withRemoteStore(disk) { bench, remote in
      let id = try await bench.insert(.far())
      let claims = try await remote.claim()
      disk.script.change { $0.isFull = true }
      bench.now = bench.now + remote.leaseMicros / 2
      guard case .live(let lease)? = try await remote.heartbeats(claims).first else {
        throw Unexpected(what: "the lease ended")
      }
      #expect(lease.expiresAt == bench.now + remote.leaseMicros)
      #expect(try bench.stalledCount == 0)
      try await bench.heal(disk)
      // What was promised meanwhile holds.
      try await remote.pass(micros: remote.leaseMicros / 2 + Limits.leaseMarginMicros)
      #expect(try await bench.state(id) == .running)
    }
  }

  @Test func leaseThatIsOverIsOverOnAnyDisk() async throws {
    let disk = ScriptedDisk()
    try await withRemoteStore(disk) { bench, remote in
      _ = try await bench.insert(.far())
      let claims = try await remote.claim()
      #expect(try await remote.end(claims[0], .completed(result: nil))?.state == .succeeded)
      disk.script.change { $0.refusal = ScriptedDisk.full }
      #expect(try await remote.heartbeats(claims) == [.stale(claims[0].fence)])
      let damage = StoreError.corrupt(statement: "s", message: "damaged")
      disk.script.change { $0.refusal = damage }
      await #expect(throws: damage) { _ = try await remote.heartbeats(claims) }
    }
  }

  @Test func whoWaitsIsLetGo() async throws {
    let disk = ScriptedDisk()
    try await withRemoteStore(disk) { bench, remote in
      let (first, second) = (remote.wait(), remote.wait())
      try await bench.store.ping()
      disk.script.change { $0.refusal = ScriptedDisk.full }
      remote.withdraw(1)
      #expect(try await first.value.isEmpty)
      remote.store.setDraining(true)
      #expect(try await second.value.isEmpty)
    }
  }

  @Test func claimThatCannotBeWrittenGivesNothingAway() async throws {
    let disk = ScriptedDisk()
    try await withRemoteStore(disk) { bench, remote in
      let id = try await bench.insert(.far())
      disk.script.change { $0.isFull = true }
      await #expect(throws: ScriptedDisk.full) { _ = try await remote.claim() }
      try await bench.heal(disk)
      #expect(try await remote.claim().map(\.job) == [id])
    }
  }

  /// Nobody else would ever have it before its lease ends.
  @Test func claimThatWasNotDeliveredIsTakenBackWhenThatCanBeWritten() async throws {
    let disk = ScriptedDisk()
    try await withRemoteStore(disk) { bench, remote in
      let id = try await bench.insert(.far())
      let claims = try await remote.claim()
      disk.script.change { $0.isFull = true }
      remote.store.giveBack(claims.map(\.fence), now: bench.now)
      #expect(try bench.stalledCount == 1)
      try await bench.heal(disk)
      #expect(try await bench.state(id) == .queued)
      #expect(try await remote.claim().first?.attempt == 1)
    }
  }
}
