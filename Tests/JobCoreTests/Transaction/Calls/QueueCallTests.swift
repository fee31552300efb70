// How often what is done to queues asks the rows: a few times for each, which people set one by one.

import TestSupport
import Testing

@testable import JobCore

@Suite struct QueueCallTests {
  @Test func changesOfQueuesWithoutJobs() async throws {
    try await expectSameCalls { bench, count in
      try await bench.together(count) { store, now, index in
        var change = QueueChange()
        change.slots = .set(1)
        return try await store.setQueue("q\(index)", change, now: now)
      }.calls
    }
  }

  /// A look at the first in line of each queue that is shown.
  @Test(arguments: [10, 500]) func pausesOfQueuesWithJobs(_ count: Int) async throws {
    let bench = try CallBench()
    try await bench.insert(count) { $0.queue = "q\($1)" }
    let calls = try await bench.together(count) { store, now, index in
      try await store.setQueuePaused("q\(index)", true, now: now)
    }.calls
    #expect(calls.count { $0 == "ready" } == count)
    #expect(calls.count <= 4 + 2 * count)
    await bench.bench.store.close()
  }

  /// Who waits in line is told, and no row is asked.
  @Test func drains() async throws {
    let bench = try CallBench()
    try await bench.insert(10)
    let calls = try await bench.together(1) { store, _, _ in
      store.setDraining(true)
      try await store.ping()
    }.calls
    #expect(calls.isEmpty)
    await bench.bench.store.close()
  }
}
