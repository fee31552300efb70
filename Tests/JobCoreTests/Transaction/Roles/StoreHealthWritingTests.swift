// Whether the writer gets through: to an answer, and to the disk.

import TestSupport
import Testing

@testable import JobCore

@Suite struct StoreHealthWritingTests {
  private let disk = ScriptedDisk()

  /// Whoever asks whether anybody is there is answered on a full disk as well.
  @Test func onlyWhatIsWrittenNeedsRoom() async throws {
    try await StoreKind.memory(on: disk).withStore { bench async throws in
      disk.script.change { $0.isFull = true }
      let store = bench.store
      await #expect(throws: ScriptedDisk.full) { try await store.checkWritable() }
      try await store.ping()
      #expect(try bench.writer.isFull, "nothing was written that would say otherwise")
      disk.script.change { $0.isFull = false }
      try await store.checkWritable()
      #expect(try !bench.writer.isFull)
    }
  }

  @Test func neitherGetsThroughToADiskThatIsNotThere() async throws {
    try await StoreKind.memory(on: disk).withStore { bench async throws in
      let gone = StoreError.replaced(path: "p")
      disk.script.change { $0.refusal = gone }
      let store = bench.store
      await #expect(throws: gone) { try await store.checkWritable() }
      await #expect(throws: gone) { try await store.ping() }
    }
  }

  @Test func lookLeavesNothingBehind() async throws {
    try await StoreKind.memory(on: disk).withStore { bench async throws in
      try await bench.insert()
      bench.told.clear()
      try await bench.store.checkWritable()
      #expect(bench.told.all.isEmpty)
      #expect(try await bench.counts() == [.queued: 1])
    }
  }
}
