// Which jobs of a limit key a claim sees: as many as may start, those first in line, however many there are.

import TestSupport
import Testing

@testable import JobCore

@Suite struct LimitKeysTests {
  private func job(_ max: Int, priority: Int = 0) -> NewJob {
    .noop {
      $0.limit = LimitRule(key: "k", max: max)
      $0.priority = priority
    }
  }

  private func withKey(_ body: (StoreBench, RawDatabase) async throws -> Void) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      try await body(bench, try RawDatabase("\(bench.directory.path)/jobd.sqlite"))
    }
  }

  private func admit(_ bench: StoreBench) async throws {
    try await bench.writer.perform { context throws(StoreError) in try LimitKeys.admit(context) }
  }

  /// The jobs that a claim sees.
  private func seen(_ database: RawDatabase) throws -> [String] {
    try database.texts("SELECT id FROM job WHERE state = 3 AND is_parked = 0 ORDER BY id")
  }

  @Test func firstOfTheLineAreSeenAndNoMoreThanMayStart() async throws {
    try await withKey { bench, database in
      let ids = try await bench.insert((0..<5).map { _ in job(2) }).map { "\($0.id)" }
      try await admit(bench)
      #expect(try seen(database) == Array(ids.prefix(2)))
      #expect(try await bench.claim(5).map { "\($0.id)" } == Array(ids.prefix(2)))
      try await admit(bench)
      #expect(try seen(database) == [])
    }
  }

  @Test func thoseOfHigherPriorityTakeThePlacesOfTheLastOnes() async throws {
    try await withKey { bench, database in
      let first = try await bench.insert((0..<4).map { _ in job(3) }).map { "\($0.id)" }
      try await admit(bench)
      #expect(try seen(database) == Array(first.prefix(3)))
      let urgent = try await bench.insert((0..<2).map { _ in job(3, priority: 5) }).map { "\($0.id)" }
      try await admit(bench)
      #expect(try seen(database) == [first[0]] + urgent)
      let most = try await bench.insert((0..<5).map { _ in job(3, priority: 9) }).map { "\($0.id)" }
      try await admit(bench)
      #expect(try seen(database) == Array(most.prefix(3)))
    }
  }

  @Test func lastOnesAreSeenNoMoreWhenTheBoundSinks() async throws {
    try await withKey { bench, database in
      let ids = try await bench.insert((0..<4).map { _ in job(3) }).map { "\($0.id)" }
      try await admit(bench)
      try await bench.writer.perform { context throws(StoreError) in
        _ = LimitKeys.id(LimitRule(key: "k", max: 1), context)
        try LimitKeys.admit(context)
      }
      #expect(try seen(database) == [ids[0]])
      #expect(try database.texts("SELECT max FROM limit_key") == ["1"])
    }
  }

  @Test func manyAreSeenSoManyAtATime() async throws {
    try await withKey { bench, database in
      let max = 2 * Limits.admittedTogetherMax + 50
      let ids = try await bench.insert((0..<max + 50).map { _ in job(max) }).map(\.id)
      try await admit(bench)
      #expect(try seen(database).count == max)
      #expect(try seen(database).last == "\(ids[max - 1])")
    }
  }

  @Test func keyThatNobodyHasIsForgotten() async throws {
    try await withKey { bench, database in
      let id = try await bench.insert(job(1))
      #expect(try await bench.store.cancel(id, CancelOptions(), now: bench.now).isDone)
      try await admit(bench)
      #expect(try database.texts("SELECT key FROM limit_key") == [])
      let count = try await bench.writer.perform { context throws(StoreError) in context.ledger.limits.count }
      #expect(count == 0)
    }
  }
}
