// What every store knows of who has looked at a failure: one that nobody looked at is told of, once, when it goes.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceSeenTests {
  private func fail(_ bench: StoreBench, _ change: (inout NewJob) -> Void = { _ in }) async throws -> JobID {
    let id = try await bench.insert(
      .noop {
        $0.keepForMicros = 1_000
        change(&$0)
      })
    try await bench.finish(id, .exited(code: 1))
    return id
  }

  @Test(arguments: StoreKind.all) func aFailureThatNobodySawIsToldWhenItGoes(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let unseen = try await fail(bench)
      let seen = try await fail(bench)
      let told = try await fail(bench) { $0.callbacks = [Callback(.url("http://example.com/"), on: .success)] }
      let fine = try await bench.insert(.noop { $0.keepForMicros = 1_000 })
      try await bench.finish(fine)
      for id in [unseen, seen] { #expect(try await bench.job(id).isUnseenFailure) }
      #expect(try await !bench.job(fine).isUnseenFailure)
      bench.store.noteSeen([seen, fine])
      try await bench.store.ping()
      #expect(try await !bench.job(seen).isUnseenFailure)
      try await bench.reopen()
      bench.told.clear()
      bench.now = bench.now + 10_000
      let gone = try await bench.store.prune(now: bench.now, limit: 10).jobs
      #expect(Set(gone.map(\.id)) == [unseen, seen, told, fine])
      #expect(bench.told.all.flatMap(\.unseenFailures) == [unseen])
    }
  }

  @Test(arguments: StoreKind.all) func theFailureOfARetryIsANewOne(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await fail(bench)
      bench.store.noteSeen([id])
      try await bench.store.ping()
      _ = try await bench.store.move(id, .retry, now: bench.now)
      try await bench.finish(id, .exited(code: 1))
      #expect(try await bench.job(id).isUnseenFailure)
      // Who removes it knows of it.
      bench.told.clear()
      _ = try await bench.store.delete(id, now: bench.now)
      #expect(bench.told.all.flatMap(\.unseenFailures).isEmpty)
    }
  }
}
