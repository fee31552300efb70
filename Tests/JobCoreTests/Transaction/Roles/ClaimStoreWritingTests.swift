// What claims and alarms become on a disk that takes nothing: nobody waits for it in vain, and nothing that is due is
// forgotten or waits twice.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ClaimStoreWritingTests {
  private let disk = ScriptedDisk()

  @Test func claimThatCannotBeWrittenFailsAndStartsNothing() async throws {
    try await StoreKind.memory(on: disk).withStore { bench async throws in
      let id = try await bench.insert()
      disk.script.change { $0.isFull = true }
      let (store, now) = (bench.store, bench.now)
      await #expect(throws: ScriptedDisk.full) { _ = try await store.claim(limit: 1, now: now) }
      #expect(try bench.stalledCount == 0)
      try await bench.heal(disk)
      #expect(try await bench.claim().map(\.id) == [id])
    }
  }

  @Test func waitEndsThoughNothingCanBeWritten() async throws {
    try await StoreKind.memory(on: disk).withStore { bench async throws in
      let claim = bench.beginClaim()
      try await bench.store.ping()
      disk.script.change { $0.refusal = ScriptedDisk.full }
      bench.store.withdrawClaim()
      #expect(try await claim.value.isEmpty)
    }
  }

  /// Of what is asked for again and again the last word counts.
  @Test func alarmsAndRevisionsWaitForTheDiskOnceEach() async throws {
    try await StoreKind.memory(on: disk).withStore { bench async throws in
      let heavy = try await bench.insert(
        .noop { ($0.slotsNeeded, $0.start) = (3, .after(micros: 5)) })
      let claim = bench.beginClaim()
      try await bench.store.ping()
      disk.script.change { $0.refusal = ScriptedDisk.full }
      bench.now = bench.now + 5
      for order in 1...3 {
        bench.store.promoteDue(now: bench.now)
        bench.store.reviseClaim(ClaimRoom(slots: order), order: order, now: bench.now)
      }
      #expect(try bench.stalledCount == 2)
      try await bench.heal(disk)
      #expect(try await claim.value.map(\.id) == [heavy])
    }
  }
}
