// Counts of a batch that cannot be read: they are a matter of that batch, and counted again.

import TestSupport
import Testing

@testable import JobCore

@Suite struct BatchReadingTests {
  @Test(
    arguments: [
      "[1,2", "[9223372036854775807,9223372036854775807]", "[-5,-5,-5,-5]", "zzz", "", "[0,0,0,0,0,0,0,0,0]",
      "[0,0,0,0,0,0,0,0,0,0,0]", "[0,0,0,0,0,0,x,0,0,0]", "[0,0,0,0,0,0,-2,0,0,0]",
    ])
  func countsThatAreNoneAreCountedAgain(_ text: String) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (ill, members) = try await bench.batch([.noop(), .noop()])
      let (other, _) = try await bench.batch([.noop(), .noop()])
      try bench.database?.execute("UPDATE batch SET counts = '\(text)' WHERE id = \(ill)")
      try await bench.reopen()
      #expect(try await bench.batch(ill).counts == [.queued: 2])
      #expect(try await bench.store.batches(limit: 9, before: nil).map(\.size) == [2, 2])
      for job in try await bench.claim(8) { #expect(try await bench.end(job, .exited(code: 0))) }
      #expect(try await bench.batch(other).isDone)
      let done = try await bench.batch(ill)
      #expect(done.isDone && done.counts == [.succeeded: 2])
      #expect(try await bench.store.states(members).values.allSatisfy { $0 == .succeeded })
      #expect(try await bench.store.batches(limit: 9, before: nil).map(\.id) == [other, ill])
    }
  }
}
