// How often what is done to callbacks asks the rows: by what is done, never by how many there are.

import TestSupport
import Testing

@testable import JobCore

@Suite struct CallbackCallTests {
  private static let one = Callback(.command(["true"]))

  @Test(arguments: [false, true]) func additions(toEnded isEnded: Bool) async throws {
    try await expectSameCalls { bench, count in
      let ids = isEnded ? try await bench.end(count) : try await bench.insert(count)
      let group = try await bench.together(count) { store, now, index in
        try await store.addCallback(Self.one, to: ids[index], now: now)
      }
      #expect(group.values.allSatisfy { $0.isDone })
      return group.calls
    }
  }

  @Test func removals() async throws {
    try await expectSameCalls { bench, count in
      let ids = try await bench.insert(count) { job, _ in job.callbacks = [Self.one] }
      let group = try await bench.together(count) { store, now, index in
        try await store.removeCallbacks(of: ids[index], now: now)
      }
      #expect(group.values.allSatisfy { $0.value == 1 })
      return group.calls
    }
  }

  @Test(arguments: [CallbackResult.delivered, .again(.noon + 1_000_000, error: "no"), .givenUp(error: "no")])
  func results(_ result: CallbackResult) async throws {
    try await expectSameCalls { bench, count in
      _ = try await bench.end(count) { job, _ in job.callbacks = [Self.one] }
      let due = try await bench.bench.store.dueCallbacks(now: bench.bench.now, limit: count, after: nil)
      #expect(due.count == count)
      return try await bench.together(count) { store, now, index in
        try await store.recordCallback(due[index], result, now: now)
      }.calls
    }
  }

  @Test func resultsOfBatches() async throws {
    try await expectSameCalls { bench, count in
      _ = try await bench.makeWholeBatches(count) { $0.callbacks = [Self.one] }
      _ = try await bench.end(bench.bench.claim(count))
      let due = try await bench.bench.store.dueCallbacks(now: bench.bench.now, limit: count, after: nil)
      #expect(due.count == count)
      bench.forgetBatches()
      return try await bench.together(count) { store, now, index in
        try await store.recordCallback(due[index], .delivered, now: now)
      }.calls
    }
  }
}
