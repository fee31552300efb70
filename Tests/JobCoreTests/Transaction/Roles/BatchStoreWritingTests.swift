// The cancel of a batch on a disk that takes nothing: what runs is told to stop, and the rest follows when it can be
// recorded.

import TestSupport
import Testing

@testable import JobCore

@Suite struct BatchStoreWritingTests {
  private let disk = ScriptedDisk()

  @Test func whatRunsIsToldAtOnceAndTheRestFollows() async throws {
    try await StoreKind.memory(on: disk).withStore { bench async throws in
      let (id, members) = try await bench.batch([.noop(), .noop()])
      let job = try #require(try await bench.claim().first)
      bench.told.clear()
      disk.script.change { $0.isFull = true }
      guard case .done(let batch) = try await bench.store.cancelBatch(id, reason: "enough", now: bench.now) else {
        throw Unexpected(what: "the cancel was not accepted")
      }
      #expect(batch.id == id && batch.isCancelRequested, "it is shown as it will be")
      // The cancel of what runs, and that of the batch.
      #expect(try bench.stalledCount == 2)
      #expect(bench.told.all.flatMap(\.stops).map(\.fence) == [job.fence])
      #expect(bench.told.all.flatMap(\.stops).map(\.reason) == ["enough"])
      try await bench.heal(disk)
      #expect(try await bench.batch(id).isCancelRequested)
      #expect(try await bench.state(members[1]) == .cancelled)
    }
  }

  /// A word that a crash forgets is no cancel.
  @Test func batchOfWhichNothingRunsIsNotCancelled() async throws {
    try await StoreKind.memory(on: disk).withStore { bench async throws in
      let (id, members) = try await bench.batch([.noop()])
      disk.script.change { $0.isFull = true }
      let (store, now) = (bench.store, bench.now)
      await #expect(throws: ScriptedDisk.full) { _ = try await store.cancelBatch(id, reason: nil, now: now) }
      await #expect(throws: ScriptedDisk.full) { _ = try await store.closeBatch(id, now: now) }
      #expect(try bench.stalledCount == 0)
      try await bench.heal(disk)
      #expect(try await bench.state(members[0]) == .queued)
    }
  }

  @Test func whatNeverPassesIsNoReasonToGoOnWithoutTheDisk() async throws {
    try await StoreKind.memory(on: disk).withStore { bench async throws in
      let (id, _) = try await bench.batch([.noop()])
      _ = try await bench.claim()
      let damage = StoreError.corrupt(statement: "s", message: "damaged")
      disk.script.change { $0.refusal = damage }
      bench.told.clear()
      let (store, now) = (bench.store, bench.now)
      await #expect(throws: damage) { _ = try await store.cancelBatch(id, reason: nil, now: now) }
      #expect(try bench.stalledCount == 0 && bench.told.all.isEmpty)
    }
  }
}
