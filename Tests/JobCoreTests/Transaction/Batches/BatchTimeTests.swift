// The time of batches, as one transaction sees it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct BatchTimeTests {
  @Test func batchIsOutOfTimeByItsDeadlineOrByWhatItWasGiven() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (byClock, _) = try await bench.batch([.noop()]) { $0.deadline = bench.now + 10 }
      let (given, _) = try await bench.batch([.noop()]) { $0.timeoutMicros = 20 }
      let (never, _) = try await bench.batch([.noop()])
      bench.now = bench.now + 10
      bench.store.promoteDue(now: bench.now)
      try await bench.store.ping()
      #expect(try await bench.batch(byClock).isTimedOut)
      #expect(try await !bench.batch(given).isTimedOut)
      bench.now = bench.now + 10
      bench.store.promoteDue(now: bench.now)
      try await eventually { try await bench.batch(given).isDone }
      #expect(try await bench.batch(given).counts == [.cancelled: 1])
      #expect(try await !bench.batch(never).isTimedOut)
    }
  }

  /// Its row does not say so yet.
  @Test func batchThatIsCancelledInTheSameTransactionIsNotOutOfTime() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (id, _) = try await bench.batch([.noop()], staysOpen: true) { $0.deadline = bench.now + 10 }
      bench.now = bench.now + 10
      try await bench.writer.perform(at: bench.now) { context throws(StoreError) in
        _ = try BatchVerbs.cancel(id, reason: nil, context)
        try BatchTime.promote(context)
      }
      #expect(try await !bench.batch(id).isTimedOut)
    }
  }
}
