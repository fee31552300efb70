// What every store says of how new the picture of a job is, and since when the job is in its state.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceRevisionTests {
  @Test(arguments: StoreKind.all) func revisionGrowsWithEachChangeAndOverRestarts(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert(
        .noop {
          $0.holds = true
          $0.retry = .attempts(2, pauseMicros: 1_000)
        })
      var revs = [try await bench.job(id).rev]
      func note() async throws { revs.append(try await bench.job(id).rev) }
      #expect(revs == [1])
      var patch = JobPatch()
      patch.name = .set("n")
      #expect(try await bench.store.update(id, patch, now: bench.now).isDone)
      try await note()
      #expect(try await bench.store.move(id, .release, now: bench.now).isDone)
      try await note()
      let job = try #require(try await bench.claim().first)
      try await note()
      #expect(try await bench.store.setProgress(try Progress(fraction: 0.5, at: bench.now), of: job.fence))
      try await note()
      #expect(try await bench.store.cancel(id, CancelOptions(), now: bench.now).isDone)
      try await note()
      try await bench.reopen()
      #expect(try await bench.job(id).rev == revs.last)
      try await bench.end(job, .exited(code: 1))
      try await note()
      #expect(zip(revs, revs.dropFirst()).allSatisfy { $0 < $1 }, "\(revs)")
    }
  }

  @Test(arguments: StoreKind.all) func whatChangesNothingIsNoRevision(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start()
      try await bench.end(job, .exited(code: 0))
      let before = try await bench.job(job.id).rev
      #expect(try await bench.store.cancel(job.id, CancelOptions(), now: bench.now).refusal == .succeeded)
      #expect(try await !bench.store.setProgress(try Progress(fraction: 0.5, at: bench.now), of: job.fence))
      #expect(try await bench.job(job.id).rev == before)
    }
  }

  @Test(arguments: StoreKind.all, StoreBench.reachable)
  func stateIsOfTheMomentAtWhichItBegan(_ kind: StoreKind, _ state: JobState) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.put(in: state)
      let began = bench.now
      bench.now = bench.now + 5_000
      var patch = JobPatch()
      patch.name = .set("n")
      _ = try await bench.store.update(id, patch, now: bench.now)
      #expect(try await bench.job(id).stateSince == began)
    }
  }

  @Test(arguments: StoreKind.all) func stateBeginsAnewWithEachMove(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert(.noop { $0.holds = true })
      bench.now = bench.now + 1_000
      #expect(try await bench.store.move(id, .release, now: bench.now).isDone)
      #expect(try await bench.job(id).stateSince == bench.now)
      bench.now = bench.now + 1_000
      let job = try #require(try await bench.claim().first)
      #expect(try await bench.job(id).stateSince == bench.now)
      bench.now = bench.now + 1_000
      try await bench.end(job, .exited(code: 1))
      #expect(try await bench.job(id).stateSince == bench.now)
      bench.now = bench.now + 1_000
      #expect(try await bench.store.move(id, .retry, now: bench.now).isDone)
      #expect(try await bench.job(id).stateSince == bench.now)
    }
  }
}
