// A broken rule of the engine is an error that takes everything back, in release builds too.

import TestSupport
import Testing

@testable import JobCore

@Suite struct MoveTests {
  private func withStore(_ body: (StoreBench, SQLiteStore) async throws -> Void) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      try await body(bench, try #require(bench.store as? SQLiteStore))
    }
  }

  private func isIllegal(_ error: (any Error)?) -> Bool {
    if case .illegal = error as? StoreError { true } else { false }
  }

  /// Moves the job as a verb would that does not ask whether it may, and inserts another in the same transaction.
  private func force(_ id: JobID, to next: JobState, _ bench: StoreBench, _ store: SQLiteStore) async -> (any Error)? {
    let now = bench.now
    return await #expect(throws: (any Error).self, "\(next)") {
      try await store.writer.perform { context throws(StoreError) in
        _ = try Submit.one(.noop(), context)
        guard let facts = try context.job(id) else { return }
        if next.isTerminal {
          try End.job(facts, as: next, reason: .cancel, context)
        } else {
          try Move.waiting(facts, to: next, reason: .error, context) { $0.runAt = now }
        }
      }
    }
  }

  @Test(arguments: JobState.allCases) func noVerbCanMakeAMoveThatIsNone(_ from: JobState) async throws {
    try await withStore { bench, store in
      let id = try await bench.put(in: from)
      let before = try await bench.counts()
      for next in JobState.allCases where !from.canMove(to: next) && (from != next || from.isTerminal) {
        #expect(isIllegal(await force(id, to: next, bench, store)), "\(from) → \(next)")
        #expect(try await bench.state(id) == from)
      }
      #expect(try await bench.counts() == before)
    }
  }

  @Test func whatWasDecidedOnAnOldStateChangesNothing() async throws {
    try await withStore { bench, store in
      let id = try await bench.insert()
      let error = await #expect(throws: (any Error).self) {
        try await store.writer.perform { context throws(StoreError) in
          guard let facts = try context.job(id) else { return }
          _ = try CancelVerb.job(id, CancelOptions(), context)
          // It was queued when that was read; it is not any more.
          try End.job(facts, as: .failed, reason: .expired, context)
        }
      }
      #expect(isIllegal(error))
      #expect(try await bench.state(id) == .queued)
      #expect(try await bench.counts() == [.queued: 1])
      #expect(bench.told.events.map(\.state) == [.queued])
    }
  }

  @Test func flagsThatWereSetMeanwhileStay() async throws {
    try await withStore { bench, store in
      let job = try await bench.start()
      try await store.writer.perform { context throws(StoreError) in
        try context.setFlags(.hasProgress, of: job.id)
        try context.setFlags([.cancelRequested], clearing: .hasProgress, of: job.id)
        try context.setFlags(.hasCheckpoint, of: job.id)
      }
      let flags = try await store.writer.perform { context throws(StoreError) in try context.job(job.id)?.flags }
      #expect(flags == [.cancelRequested, .hasCheckpoint])
    }
  }
}
