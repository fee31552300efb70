// A look at batches goes through on any disk, and comes behind what was done before it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SightStoreWritingTests {
  private static let mine = RealmLimits(queues: ["mine"])

  @Test func lookNeedsNoDisk() async throws {
    let disk = ScriptedDisk()
    try await StoreKind.memory(on: disk).withStore { bench async throws in
      let id = try await bench.insert()
      disk.script.change { $0.isFull = true }
      let mark = try await bench.store.sightMark(for: Self.mine)
      #expect(mark.limits == Self.mine && mark.lastJob == id)
      await #expect(throws: ScriptedDisk.full) {
        _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
      }
      try await bench.heal(disk)
    }
  }

  @Test(arguments: StoreKind.all) func lookSeesAllThatWasDoneBefore(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let first = try await bench.store.sightMark(for: Self.mine)
      let job = try await bench.put(in: .held)
      let second = try await bench.store.sightMark(for: Self.mine)
      #expect(second.lastJob == job && second.lastJob != first.lastJob && second.movesCount == first.movesCount)
      var patch = JobPatch()
      patch.queue = "other"
      let move = patch
      guard case .done = try await bench.store.update(job, move, now: bench.now) else {
        throw Unexpected(what: "it was not moved")
      }
      let third = try await bench.store.sightMark(for: Self.mine)
      #expect(third.lastJob == job && third.movesCount == first.movesCount + 1)
    }
  }
}
