// What fires, and what becomes of the schedule.

import TestSupport
import Testing

@testable import JobCore

@Suite struct FireTests {
  private static let minute: Int64 = 60_000_000

  private func set(_ bench: StoreBench, _ change: (inout NewSchedule) -> Void = { _ in }) async throws {
    var spec = NewSchedule(.every(micros: Self.minute), job: .noop())
    change(&spec)
    guard case .done = try await bench.store.setSchedule("s", spec, now: bench.now) else {
      throw Unexpected(what: "it was not set")
    }
  }

  private func fire(_ bench: StoreBench, after micros: Int64) async throws -> Schedule {
    bench.now = bench.now + micros
    bench.store.promoteDue(now: bench.now)
    try await bench.store.ping()
    return try #require(try await bench.store.schedule("s"))
  }

  @Test func firingIsCountedAndTheNextOneAimedAt() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let start = bench.now
      try await set(bench) { $0.overlap = .queue }
      let first = try await fire(bench, after: Self.minute)
      #expect(first.lastAt == start + Self.minute && first.nextAt == start + 2 * Self.minute)
      #expect(first.firedCount == 1 && first.lastJob == JobID(1))
      let second = try await fire(bench, after: Self.minute)
      #expect(second.firedCount == 2)
      #expect(try await bench.job(JobID(2)).parents.map(\.parent) == [.job(JobID(1))])
    }
  }

  @Test func overlapIsSkippedOrCancelled() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      try await set(bench)
      _ = try await fire(bench, after: Self.minute)
      let skipped = try await fire(bench, after: Self.minute)
      #expect(skipped.firedCount == 1 && skipped.skippedCount == 1 && skipped.lastJob == JobID(1))
      try await set(bench) { $0.overlap = .cancel }
      let fired = try await fire(bench, after: Self.minute)
      #expect(fired.firedCount == 2 && fired.lastJob == JobID(2))
      #expect(try await bench.state(JobID(1)) == .cancelled)
      #expect(try await bench.state(JobID(2)) == .queued)
    }
  }

  @Test func oneWhoseJobCannotBeReadHoldsUpNothingThatIsDue() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let other = NewSchedule(.every(micros: Self.minute), job: .noop())
      for name in ["ill", "s"] { _ = try await bench.store.setSchedule(name, other, now: bench.now) }
      let due = try await bench.insert(.noop { $0.start = .after(micros: Self.minute) })
      try bench.database?.execute("UPDATE schedule SET job = '{}x' WHERE name = 'ill'")
      let fired = try await fire(bench, after: Self.minute)
      #expect(fired.firedCount == 1)
      #expect(try await bench.state(due) == .queued)
      // A claim that comes to it first is served as well.
      bench.now = bench.now + Self.minute
      #expect(try await bench.claim(1).map(\.id) == [due])
    }
  }

  @Test func whyItFiresNothingIsKeptAndSaidOnce() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let parent = try await bench.put(in: .succeeded)
      try await set(bench) { $0.job.after = [Dependency(.job(parent))] }
      _ = try await bench.store.delete(parent, now: bench.now)
      bench.told.clear()
      let refused = try await fire(bench, after: Self.minute)
      #expect(refused.refusal?.contains("job \(parent) has been deleted") == true && refused.skippedCount == 1)
      let again = try await fire(bench, after: Self.minute)
      #expect(again.skippedCount == 2 && again.refusal == refused.refusal)
      #expect(bench.told.all.flatMap(\.brokenSchedules).map(\.fault) == [refused.refusal])
    }
  }
}
