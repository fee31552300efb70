// Changes of a queue's settings: each changes what it says, of what there is when it is carried out.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceQueueTests {
  private func settings(_ bench: StoreBench, _ name: String) async throws -> QueueSettings? {
    try await bench.store.queues().first { $0.name == name }?.settings
  }

  @Test(arguments: StoreKind.all) func whatAChangeDoesNotSayStays(_ kind: StoreKind) async throws {
    let bench = try StoreBench(kind)
    var all = QueueSettings()
    all.slots = 3
    all.isPaused = true
    all.maxQueued = 7
    all.rate = StartRate(count: 5, perMicros: 60_000_000, burst: 2)
    all.agingMicros = 1_000_000
    all.defaultTimeoutMicros = 9_000_000
    try await bench.store.setQueue("q", all, now: bench.now)
    #expect(try await settings(bench, "q") == all)
    var change = QueueChange()
    change.slots = .set(4)
    change.agingMicros = .clear
    try await bench.store.setQueue("q", change, now: bench.now)
    all.slots = 4
    all.agingMicros = nil
    #expect(try await settings(bench, "q") == all)
    try await bench.store.setQueue("q", QueueChange(), now: bench.now)
    try await bench.reopen()
    #expect(try await settings(bench, "q") == all)
  }

  @Test(arguments: StoreKind.all) func changesMadeAtOnceAllCount(_ kind: StoreKind) async throws {
    let bench = try StoreBench(kind)
    let (store, now) = (bench.store, bench.now)
    for round in 1...50 {
      var (slots, bound) = (QueueChange(), QueueChange())
      slots.slots = .set(round)
      bound.maxQueued = .set(round)
      try await store.setQueue("q", QueueSettings(), now: now)
      async let first = store.setQueue("q", slots, now: now)
      async let second = store.setQueuePaused("q", true, now: now)
      async let third = store.setQueue("q", bound, now: now)
      _ = try await (first, second, third)
      var wanted = QueueSettings()
      (wanted.slots, wanted.maxQueued, wanted.isPaused) = (round, round, true)
      #expect(try await settings(bench, "q") == wanted)
    }
  }
}
