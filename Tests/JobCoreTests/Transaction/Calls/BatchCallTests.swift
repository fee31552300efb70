// How often what is done to batches asks the rows: by what is done, never by how many batches or members there are.

import TestSupport
import Testing

@testable import JobCore

@Suite struct BatchCallTests {
  @Test func creations() async throws {
    try await expectSameCalls { bench, count in
      try await bench.together(count) { store, now, index in
        var new = NewBatch(jobs: [.noop(), .noop()])
        new.callbacks = [Callback(.command(["true"]))]
        new.timeoutMicros = 1_000_000
        let idempotency = BatchIdempotency(key: "k\(index)", fingerprint: [1]) { _, _ in [2] }
        return try await store.createBatch(new, idempotency: idempotency, now: now)
      }.calls
    }
  }

  /// Those that are over when they are closed, and of which callbacks tell, and those that are not.
  @Test(arguments: [false, true]) func seals(hasMembers: Bool) async throws {
    try await expectSameCalls { bench, count in
      try await bench.makeBatches(count) { $0.callbacks = [Callback(.command(["true"]))] }
      if hasMembers { try await bench.insert(count) { $0.batch = BatchID(Int64($1 + 1)) } }
      bench.forgetBatches()
      let group = try await bench.together(count) { store, now, index in
        try await store.closeBatch(BatchID(Int64(index + 1)), now: now)
      }
      for case .done(let batch) in group.values { #expect((batch.finishedAt == nil) == hasMembers) }
      return group.calls
    }
  }

  @Test func cancelsOfManyBatches() async throws {
    try await expectSameCalls { bench, count in
      let batches = try await bench.makeWholeBatches(count)
      bench.forgetBatches()
      return try await bench.together(count) { store, now, index in
        try await store.cancelBatch(batches[index], reason: nil, now: now)
      }.calls
    }
  }

  @Test func cancelsOfManyMembers() async throws {
    try await expectSameCalls(many: Limits.batchCancelChunk - 10) { bench, count in
      try await bench.makeBatches(1)
      try await bench.insert(count + 1) { job, _ in job.batch = BatchID(1) }
      // The batch is not done before they have ended.
      _ = try await bench.bench.claim(1 + count / 2)
      bench.forgetBatches()
      return try await bench.alone { store, now in
        _ = try await store.cancelBatch(BatchID(1), reason: nil, now: now)
      }
    }
  }

  /// `Limits.batchesOverdueMax` of them at a time; their members are cancelled in transactions behind it.
  @Test func timeouts() async throws {
    try await expectSameCalls { bench, count in
      _ = try await bench.makeWholeBatches(count) { $0.timeoutMicros = 1_000_000 }
      bench.forgetBatches()
      bench.bench.now = bench.bench.now + 2_000_000
      return try await bench.promoteDue().calls
    }
  }

  @Test func cancelsThatALaterBootGoesOnWith() async throws {
    try await expectSameCalls { bench, count in
      let batches = try await bench.makeWholeBatches(count)
      _ = try await bench.bench.claim(count)
      _ = try await bench.together(count) { store, now, index in
        try await store.cancelBatch(batches[index], reason: nil, now: now)
      }
      bench.forgetBatches()
      return try await bench.alone { store, now in try await store.resumeBatchCancels(now: now) }
    }
  }
}
