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
    all.runAs = "ann"
    all.callbacks = [Callback(.url("http://example.com/"), on: .failure), Callback(.url("http://example.com/b"))]
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
    change = QueueChange()
    change.callbacks = .clear
    try await bench.store.setQueue("q", change, now: bench.now)
    all.callbacks = []
    #expect(try await settings(bench, "q") == all)
  }

  /// What it is to run as is decided as it is stored, and the queue's word goes with it to whoever carries it out.
  @Test(arguments: StoreKind.all) func jobTakesTheUserOfItsQueueAndKeepsIt(_ kind: StoreKind) async throws {
    let bench = try StoreBench(kind)
    func set(_ user: String?) async throws {
      var change = QueueChange()
      change.runAs = Edit(user)
      try await bench.store.setQueue("q", change, now: bench.now)
    }
    func queued(_ change: (inout NewJob) -> Void = { _ in }) async throws -> JobID {
      try await bench.insert(
        .shell("true") {
          $0.queue = "q"
          change(&$0)
        })
    }
    let early = try await queued()
    try await set("ann")
    let (own, given) = (try await queued(), try await queued { $0.runAs = "ann" })
    guard
      case .refused(.invalid(let faults, 0)) = try await bench.store.insert(
        [.shell("true") { ($0.queue, $0.runAs) = ("q", "bob") }], idempotency: nil, now: bench.now)
    else { throw Unexpected(what: "it is taken") }
    #expect(faults.map(\.field) == ["queue"])
    try await set("bob")
    try await bench.reopen()
    var users: [String?] = []
    for id in [early, own, given] { users.append(try await bench.store.detail(id)?.spec.runAs) }
    #expect(users == [nil, "ann", "ann"])
    let claimed = try await bench.store.claim(limit: 3, now: bench.now)
    #expect(claimed.map(\.spec.runAs) == users && claimed.allSatisfy { $0.queueRunAs == "bob" })
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
