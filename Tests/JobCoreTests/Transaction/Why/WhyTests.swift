// Why a job does not run, judged with what its transaction has done before.

import TestSupport
import Testing

@testable import JobCore

@Suite struct WhyTests {
  private func why(
    _ id: JobID, slots: Int = 1, _ bench: StoreBench,
    after: @escaping @Sendable (Transaction) throws(StoreError) -> Void = { _ in }
  ) async throws -> WhyAnswer? {
    try await bench.writer.perform { tx throws(StoreError) in
      try after(tx)
      return try Why.job(id, ClaimRoom(slots: slots), tx)
    }
  }

  @Test func parentsThatHaveNotEndedAreNamed() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (first, second) = (try await bench.put(in: .held), try await bench.put(in: .held))
      let child = try await bench.follow([first, second])
      let causes = try await why(child, bench)?.blockers.map(\.cause)
      #expect(causes == [.job(first, .held, on: .success), .job(second, .held, on: .success)])
      let left = try await why(child, bench) { tx throws(StoreError) in
        _ = try MoveVerbs.move(first, .release, tx)
      }
      #expect(left?.blockers.map(\.cause).first == .job(first, .queued, on: .success))
    }
  }

  @Test func placeInLineIsThatOfTheTransaction() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let ids = try await bench.insert([.noop(), .noop(), .noop()]).map(\.id)
      #expect(try await why(ids[2], bench)?.position == 3)
      let moved = try await why(ids[2], bench) { tx throws(StoreError) in
        _ = try CancelVerb.job(ids[0], CancelOptions(), tx)
      }
      #expect(moved?.position == 2)
      let first = try await why(ids[2], bench) { tx throws(StoreError) in
        var patch = JobPatch()
        patch.priority = 9
        _ = try JobEdit.apply(patch, to: ids[2], tx)
      }
      #expect(first?.position == 1 && first?.blockers.isEmpty == true)
    }
  }

  @Test func whoeverIsAheadAndWaitsIsNamed() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let heavy = try await bench.insert(.noop { $0.slotsNeeded = 3 })
      let light = try await bench.insert()
      let answer = try await why(light, slots: 2, bench)
      #expect(answer?.blockers.map(\.cause) == [.ahead(heavy, waitsFor: .daemonSlots(count: 3))])
      #expect(try await why(heavy, slots: 2, bench)?.blockers.map(\.cause) == [.daemonSlots(free: 2, needed: 3)])
    }
  }

  @Test func jobsOfALimitKeyAreCountedTogether() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let job = NewJob.noop { $0.limit = LimitRule(key: "l", max: 1) }
      let ids = try await bench.insert([job, job, job]).map(\.id)
      #expect(try await bench.claim(1).map(\.id) == [ids[0]])
      let answer = try await why(ids[2], bench)
      #expect(answer?.blockers.map(\.cause) == [.limit(key: "l", running: 1, max: 1, holder: ids[0])])
      #expect(answer?.position == 2)
    }
  }
}
