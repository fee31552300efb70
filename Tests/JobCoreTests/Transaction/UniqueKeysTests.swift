// Unique keys within one transaction: what has been decided about a key holds for what comes after it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct UniqueKeysTests {
  /// The key was not read before its holder ended, and its row says nothing of the end yet.
  @Test func keyThatIsHeldAfterAnEndIsNotTakenInTheSameTransaction() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let job = NewJob.noop { $0.unique = UniqueRule(key: "k", forMicros: 3_600_000_000) }
      let first = try await bench.insert(job)
      let answer = try await bench.writer.perform { context throws(StoreError) in
        _ = try CancelVerb.job(first, CancelOptions(), context)
        return try Submit.jobs([job], idempotency: nil, context)
      }
      guard case .refused(.duplicate(_, let holder, _, _)) = answer else { throw Unexpected(what: "\(answer)") }
      #expect(holder == first)
      #expect(try await bench.state(first) == .cancelled)
    }
  }
}
