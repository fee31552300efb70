// Waits over a real store: what had ended before counts, what ends later is heard, and time that is up ends them.

import TestSupport
import Testing

@testable import JobCore

@Suite struct WaiterTests {
  /// A store whose commits are heard, and a waiter on it.
  private func run(_ body: (StoreBench, Waiter) async throws -> Void) async throws {
    let bus = EventBus(logger: .silent)
    let kind = StoreKind(name: "heard") { directory, clock, _ in
      try SQLiteStore.open(StoreKind.options(directory, now: clock), logger: .silent) {
        bus.publish($0.events, $0.batchEvents)
      }
    }
    try await kind.withStore { bench in
      try await body(bench, Waiter(store: bench.store, bus: bus))
      #expect(bus.watchCount == 0, "a wait is left behind")
    }
  }

  @Test func whatHasEndedBeforeEndsTheWaitAtOnce() async throws {
    try await run { bench, waiter in
      let ended = try await bench.start()
      try await bench.end(ended, .returned(result: nil))
      let open = try await bench.insert(.noop { $0.holds = true })
      let all = try await waiter.wait(for: [ended.id], until: .all, timeoutMicros: nil)
      #expect(all.done == [ended.id] && !all.isExpired && all.missing == nil)
      let first = try await waiter.wait(for: [open, ended.id], until: .first, timeoutMicros: nil)
      #expect(first.done == [ended.id] && !first.isExpired)
    }
  }

  @Test func whatEndsLaterIsHeard() async throws {
    try await run { bench, waiter in
      let jobs = [try await bench.start(), try await bench.start()]
      async let outcome = waiter.wait(for: jobs.map(\.id), until: .all, timeoutMicros: nil)
      for job in jobs { try await bench.end(job, .returned(result: nil)) }
      let (done, isExpired, _) = try await outcome
      #expect(done == Set(jobs.map(\.id)) && !isExpired)
    }
  }

  @Test func timeThatIsUpEndsTheWaitWithWhatThereIs() async throws {
    try await run { bench, waiter in
      let ended = try await bench.start()
      try await bench.end(ended, .returned(result: nil))
      let open = try await bench.insert(.noop { $0.holds = true })
      for micros in [-1, 0, 1, 20_000] as [Int64] {
        let outcome = try await waiter.wait(for: [open, ended.id], until: .all, timeoutMicros: micros)
        #expect(outcome.done == [ended.id] && outcome.isExpired, "after \(micros) µs")
      }
      // No time is needed for what holds already.
      let first = try await waiter.wait(for: [open, ended.id], until: .first, timeoutMicros: 0)
      #expect(!first.isExpired)
    }
  }

  @Test func aJobThatIsNotThereIsMissingOrHasEnded() async throws {
    try await run { bench, waiter in
      let open = try await bench.insert(.noop { $0.holds = true })
      let strict = try await waiter.wait(
        for: [open, JobID(99)], until: .all, timeoutMicros: nil, mustExist: true)
      #expect(strict.missing == JobID(99) && strict.done.isEmpty && !strict.isExpired)
      let lenient = try await waiter.wait(for: [open, JobID(99)], until: .all, timeoutMicros: 0)
      #expect(lenient.missing == nil && lenient.done == [JobID(99)] && lenient.isExpired)
      let gone = try await waiter.wait(for: [JobID(99)], until: .all, timeoutMicros: nil)
      #expect(gone.done == [JobID(99)] && !gone.isExpired)
    }
  }

  @Test func cancelledWaiterIsAnsweredAndTheJobIsLeftAlone() async throws {
    try await run { bench, waiter in
      let open = try await bench.insert(.noop { $0.holds = true })
      let task = Task { try await waiter.wait(for: [open], until: .all, timeoutMicros: nil) }
      try await eventually { waiter.bus.watchCount == 1 }
      task.cancel()
      #expect(try await task.value.isExpired)
      #expect(try await bench.state(open) == .held)
    }
  }

  @Test func batchIsWaitedForUntilAllOfItHasEnded() async throws {
    try await run { bench, waiter in
      guard
        case .created(let batch, let ids) = try await bench.store.createBatch(
          NewBatch(jobs: [.noop(), .noop()]), idempotency: nil, now: bench.now)
      else { throw Unexpected(what: "no batch") }
      #expect(try await !waiter.wait(for: batch.id, until: .all, timeoutMicros: 0))
      async let isMet = waiter.wait(for: batch.id, until: .all, timeoutMicros: nil)
      for _ in ids {
        for job in try await bench.claim() { try await bench.end(job, .returned(result: nil)) }
      }
      #expect(try await isMet)
      #expect(try await waiter.wait(for: batch.id, until: .first, timeoutMicros: 0))
      // One that is not there is over.
      #expect(try await waiter.wait(for: BatchID(99), until: .all, timeoutMicros: nil))
    }
  }
}
