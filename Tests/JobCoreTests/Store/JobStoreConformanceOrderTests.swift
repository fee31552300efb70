// In which order ready jobs start: by priority, then by when they became ready, as asyncio's loop runs what is ready.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceOrderTests {
  @Test(arguments: StoreKind.all) func whatBecameReadyFirstStartsFirst(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let delayed = try await bench.insert(.noop { $0.start = .after(micros: 500) })
      let parent = try await bench.insert()
      let child = try await bench.insert(.noop { $0.after = [Dependency(.job(parent))] })
      let held = try await bench.insert(.noop { $0.holds = true })
      bench.now = bench.now + 100
      let plain = try await bench.insert()
      bench.now = bench.now + 200
      try await bench.finish(parent)
      bench.now = bench.now + 200
      bench.store.promoteDue(now: bench.now)
      bench.now = bench.now + 100
      _ = try await bench.store.move(held, .release, now: bench.now)
      let urgent = try await bench.insert(.noop { $0.priority = 1 })
      let order = [urgent, plain, child, delayed, held]
      let page = try await bench.store.jobs(JobFilter(), order: .priority, limit: 10, after: nil)
      #expect(page.jobs.map(\.id) == order)
      var cursor: JobCursor?
      var paged: [JobID] = []
      repeat {
        let part = try await bench.store.jobs(JobFilter(), order: .priority, limit: 2, after: cursor)
        paged += part.jobs.map(\.id)
        cursor = part.next
      } while cursor != nil
      #expect(paged == order)
      #expect(try await bench.store.why(held, room: ClaimRoom(slots: 1), now: bench.now)?.position == 5)
      #expect(try await bench.claim(9).map(\.id) == order)
    }
  }

  /// Nobody was there when their time came: they go by that time all the same, as timers of a loop that was busy.
  @Test(arguments: StoreKind.all) func whatWasDueGoesByItsTime(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let late = try await bench.insert(.noop { $0.start = .after(micros: 900) })
      let early = try await bench.insert(.noop { $0.start = .after(micros: 300) })
      try await bench.reopen()
      bench.now = bench.now + 2_000
      let fresh = try await bench.insert()
      bench.store.promoteDue(now: bench.now)
      #expect(try await bench.claim(9).map(\.id) == [early, late, fresh])
    }
  }

  @Test(arguments: StoreKind.all) func aRetryGoesToTheEndAndWhatIsGivenBackKeepsItsPlace(_ kind: StoreKind) async throws
  {
    try await kind.withStore { bench async throws in
      let failed = try await bench.insert()
      try await bench.finish(failed, .exited(code: 1))
      let interrupted = try await bench.start(.noop())
      bench.now = bench.now + 10
      let other = try await bench.insert()
      bench.now = bench.now + 10
      _ = try await bench.store.move(failed, .retry, now: bench.now)
      try await bench.end(interrupted, .signaled(15), cause: .shutdown)
      #expect(try await bench.claim(9).map(\.id) == [interrupted.id, other, failed])
    }
  }

  @Test(arguments: StoreKind.all) func jobsOfAKeyGoInThatOrderToo(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let rule = LimitRule(key: "k", max: 1)
      let delayed = try await bench.insert(
        .noop {
          $0.limit = rule
          $0.start = .after(micros: 500)
        })
      let first = try await bench.insert(.noop { $0.limit = rule })
      let running = try #require(try await bench.claim(9).first)
      #expect(running.id == first)
      bench.now = bench.now + 100
      let second = try await bench.insert(.noop { $0.limit = rule })
      bench.now = bench.now + 500
      bench.store.promoteDue(now: bench.now)
      try await bench.end(running, .returned(result: nil))
      let next = try #require(try await bench.claim(9).first)
      #expect(next.id == second)
      try await bench.end(next, .returned(result: nil))
      #expect(try await bench.claim(9).map(\.id) == [delayed])
    }
  }
}
