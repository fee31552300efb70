// What every store keeps of a running attempt besides its end: its last report, and its checkpoint.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceProgressTests {
  private func progress(_ fraction: Double, _ bench: StoreBench) throws -> Progress {
    try Progress(fraction: fraction, note: "half way", at: bench.now)
  }

  @Test(arguments: StoreKind.all) func theLastReportIsShown(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start()
      #expect(try await bench.job(job.id).progress == nil)
      for fraction in [0.25, 0.5] {
        #expect(try await bench.store.setProgress(try progress(fraction, bench), of: job.fence))
      }
      #expect(try await bench.job(job.id).progress == progress(0.5, bench))
    }
  }

  @Test(arguments: StoreKind.all) func aStaleAttemptReportsNothing(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(.noop { $0.retry = .attempts(2) })
      try await bench.end(job, .exited(code: 1))
      #expect(try await !bench.store.setProgress(try progress(0.5, bench), of: job.fence))
      #expect(try await !bench.store.setCheckpoint([1], of: job.fence))
      #expect(try await bench.job(job.id).progress == nil)
    }
  }

  @Test(arguments: StoreKind.all) func theReportOfAnEarlierAttemptIsNotThatOfTheNext(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(.noop { $0.retry = .attempts(2) })
      #expect(try await bench.store.setProgress(try progress(0.5, bench), of: job.fence))
      try await bench.end(job, .exited(code: 1))
      #expect(try await bench.job(job.id).progress?.fraction == 0.5)
      bench.now = bench.now + 1_000_000
      bench.store.promoteDue(now: bench.now)
      #expect(try await bench.claim().map(\.id) == [job.id])
      #expect(try await bench.job(job.id).progress == nil)
    }
  }

  @Test(arguments: StoreKind.all) func aReportWithoutAFenceIsOfTheAttemptThatRuns(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start()
      #expect(try await bench.store.setProgress(try progress(0.5, bench), ofRunning: job.id).value == job.fence)
      #expect(try await bench.job(job.id).progress?.fraction == 0.5)
      try await bench.end(job, .exited(code: 0))
      #expect(try await bench.store.setProgress(try progress(1, bench), ofRunning: job.id).refusal == .succeeded)
      #expect(try await bench.store.setProgress(try progress(1, bench), ofRunning: JobID(99)).isNotFound)
      #expect(try await bench.job(job.id).progress?.fraction == 0.5)
    }
  }

  @Test(arguments: StoreKind.all) func theLastReportRidesWithTheEnd(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start()
      var transition = bench.transition(job, .exited(code: 0))
      transition.progress = try progress(1, bench)
      #expect(try await bench.store.apply(transition, now: bench.now))
      #expect(try await bench.job(job.id).progress?.fraction == 1)
    }
  }

  @Test(arguments: StoreKind.all) func aCheckpointReachesTheNextAttempt(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(.noop { $0.retry = .attempts(3) })
      #expect(job.checkpoint == nil)
      for bytes in [[1], [2, 3]] as [[UInt8]] {
        #expect(try await bench.store.setCheckpoint(bytes, of: job.fence))
      }
      try await bench.reopen()
      let lost = try #require(try await bench.store.lostAttempts().first)
      try await bench.end(lost.job, .lost)
      bench.now = bench.now + 1_000_000
      bench.store.promoteDue(now: bench.now)
      let next = try #require(try await bench.claim().first)
      #expect(next.checkpoint == [2, 3])
    }
  }

  @Test(arguments: StoreKind.all) func successForgetsTheCheckpoint(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let failed = try await bench.start()
      #expect(try await bench.store.setCheckpoint([1], of: failed.fence))
      try await bench.end(failed, .exited(code: 1))
      _ = try await bench.store.move(failed.id, .retry, now: bench.now)
      let again = try #require(try await bench.claim().first)
      #expect(again.checkpoint == [1])
      try await bench.end(again, .exited(code: 0))
      #expect(try await bench.store.delete(failed.id, now: bench.now).isDone)
      #expect(try bench.database?.texts("SELECT job_id FROM checkpoint") ?? [] == [])
    }
  }

  @Test(arguments: StoreKind.all) func historyKeepsTheLastOfTheAttemptsGivenBack(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert()
      let rounds = Limits.givenBackShownMax + 15
      for _ in 0..<rounds {
        let job = try #require(try await bench.claim().first)
        #expect(job.attempt == 1)
        try await bench.end(job, .snoozed(micros: 1_000))
        bench.now = bench.now + 2_000
        bench.store.promoteDue(now: bench.now)
      }
      let detail = try #require(try await bench.store.detail(id))
      #expect(detail.attempts.count == Limits.givenBackShownMax)
      #expect(detail.attempts.allSatisfy { $0.outcome == .snoozed })
      #expect(detail.job.starts == rounds && detail.job.attempt == 0)
    }
  }
}
