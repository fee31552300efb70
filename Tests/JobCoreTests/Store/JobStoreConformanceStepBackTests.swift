// Times in rows of a clock that was set back between them: nothing starts before it was made or ends before it started,
// who stands in line keeps his place, and what ages goes on to age.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceStepBackTests {
  private static let second: Int64 = 1_000_000
  private static let hour: Int64 = 3_600 * second

  private func isInOrder(_ job: Job) -> Bool {
    let started = job.startedAt ?? job.createdAt
    return job.createdAt <= started && started <= job.finishedAt ?? started
  }

  @Test(arguments: StoreKind.all) func nothingStartsOrEndsBeforeItWasMade(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let ids = try await bench.insert((0..<4).map { _ in .noop { $0.retry = .quick(2) } }).map(\.id)
      let (empty, _) = try await bench.batch([], staysOpen: true)
      let running = try #require(try await bench.claim().first)
      bench.clock.step(byMicros: -Self.hour)
      bench.store.promoteDue(now: bench.now)
      try await bench.settle()
      let late = try #require(try await bench.claim().first)
      #expect(late.startedAt == late.createdAt)
      #expect(try await bench.job(late.id).startedAt == late.startedAt)
      _ = try await bench.store.cancel(ids[2], CancelOptions(), now: bench.now)
      for job in [running, late] {
        var end = bench.transition(job, .exited(code: 1))
        end.finishedAt = max(bench.now, job.startedAt)
        #expect(try await bench.store.apply(end, now: bench.now))
      }
      // Its next attempt is due at once, and is cancelled before it starts.
      _ = try await bench.store.cancel(running.id, CancelOptions(), now: bench.now)
      _ = try await bench.store.closeBatch(empty, now: bench.now)
      for id in ids {
        let job = try await bench.job(id)
        #expect(isInOrder(job), "job \(id): \(job.createdAt), \(String(describing: job.startedAt)), \(job.state)")
      }
      let batch = try await bench.batch(empty)
      #expect(try #require(batch.finishedAt) >= batch.createdAt)
    }
  }

  @Test(arguments: StoreKind.all, [false, true]) func whoStandsInLineKeepsHisPlace(
    _ kind: StoreKind, _ isRestarted: Bool
  ) async throws {
    try await kind.withStore { bench async throws in
      let first = try await bench.insert((0..<2).map { _ in .noop() }).map(\.id)
      bench.now = bench.now + Self.second
      let held = try await bench.insert(.noop { $0.holds = true })
      let second = try await bench.insert(.noop())
      bench.clock.step(byMicros: -Self.hour)
      if isRestarted { try await bench.reopen() }
      let third = try await bench.insert(.noop())
      #expect(try await bench.store.move(held, .release, now: bench.now).isDone)
      bench.now = bench.now + Self.second
      let last = try await bench.insert(.noop())
      #expect(try await bench.claim(6).map(\.id) == first + [second, third, held, last])
    }
  }

  @Test(arguments: StoreKind.all) func answersAgeFromNowOn(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let store = bench.store
      let ask = { (now: Timestamp) in
        try await store.insert(
          [.noop()], idempotency: IdempotencyRequest(key: "k", fingerprint: [1]) { _, _ in [7] }, now: now)
      }
      _ = try await ask(bench.now)
      bench.clock.step(byMicros: -365 * 24 * Self.hour)
      bench.store.promoteDue(now: bench.now)
      try await bench.settle()
      guard case .replayed = try await ask(bench.now) else {
        Issue.record("the answer was forgotten")
        return
      }
      bench.now = bench.now + Limits.idempotencyKeepMicros + 1
      guard case .created = try await ask(bench.now) else {
        Issue.record("the answer was kept for a year")
        return
      }
    }
  }
}
