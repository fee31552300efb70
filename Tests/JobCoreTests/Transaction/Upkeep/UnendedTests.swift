// The look for a follow-up that has not ended: a piece in each transaction, and each goes on where the last one came to.

import TestSupport
import Testing

@testable import JobCore

@Suite struct UnendedTests {
  @Test func lookGoesOnBehindThoseThatHaveEnded() async throws {
    try await StoreKind.brief.withStore { bench async throws in
      let parent = try await bench.put(in: .succeeded)
      let after = [Dependency(.job(parent))]
      let children = try await bench.insert(
        (0..<3 * Limits.edgesPage).map { _ in
          .noop {
            $0.holds = true
            $0.after = after
          }
        }
      ).map(\.id)
      for child in children.dropLast() { _ = try await bench.store.cancel(child, CancelOptions(), now: bench.now) }
      var looks: [Unended.Look] = []
      var last = JobID(0)
      while true {
        let (parent, first) = (parent, last)
        let look = try await bench.writer.perform { tx throws(StoreError) in
          try Unended.look(at: .job(parent), after: first, tx)
        }
        looks.append(look)
        guard case .unfinished(let reached) = look, looks.count < 10 else { break }
        last = reached
      }
      #expect(looks.last == children.last.map { .found($0) })
      #expect(looks.count > 2, "\(looks)")
    }
  }

  @Test func nobodyIsLookedForInVain() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.put(in: .succeeded)
      let (batch, _) = try await bench.batch([], staysOpen: true)
      let looks = try await bench.writer.perform { tx throws(StoreError) in
        [
          try Unended.look(at: .job(id), after: JobID(0), tx),
          try Unended.look(at: .batch(batch), after: JobID(0), tx),
        ]
      }
      #expect(looks == [.none, .none])
    }
  }
}
