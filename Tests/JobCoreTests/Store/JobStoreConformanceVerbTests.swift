// What every store does with cancel, hold, release, run, retry, edit and delete, in every state a job can be in.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceVerbTests {
  // MARK: Cancel

  @Test(arguments: StoreKind.all, StoreBench.reachable)
  func cancelFollowsThePolicyInEveryState(_ kind: StoreKind, _ state: JobState) async throws {
    for (isShielded, isForced) in [(false, false), (true, false), (true, true), (false, true)] {
      try await kind.withStore { bench async throws in
        let id = try await bench.put(in: state) { $0.isShielded = isShielded }
        let before = try await bench.job(id)
        bench.told.clear()
        var options = CancelOptions()
        options.isForced = isForced
        options.reason = "why"
        options.graceMicros = 5
        let answer = try await bench.store.cancel(id, options, now: bench.now)
        let after = try await bench.job(id)
        switch CancelPolicy.decide(state: state, isShielded: isShielded, isForced: isForced) {
        case .cancelNow:
          #expect(answer.value == CancelAnswer(isAccepted: true, isAbsorbed: false, state: .cancelled))
          #expect(after.state == .cancelled && after.reason == .cancel && after.isCancelRequested)
          #expect(after.finishedAt == bench.now)
        case .stopAttempt:
          #expect(answer.value == CancelAnswer(isAccepted: true, isAbsorbed: false, state: .running))
          #expect(after.state == .running && after.isCancelRequested)
          let stop = try #require(bench.told.all.flatMap(\.stops).first)
          #expect(stop.fence.job == id && stop.cause == .cancel && stop.reason == "why" && stop.graceMicros == 5)
        case .absorb:
          #expect(answer.value == CancelAnswer(isAccepted: true, isAbsorbed: true, state: .running))
          #expect(after.state == .running && after.isCancelRequested)
          #expect(bench.told.all.flatMap(\.stops).isEmpty)
        case .refuse:
          #expect(answer.refusal == state)
          #expect(after == before)
        }
      }
    }
  }

  @Test(arguments: StoreKind.all) func absorbedCancelDoesNotKeepTheJobFromRetrying(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let claimed = try await bench.start(
        .noop {
          $0.isShielded = true
          $0.retry = .attempts(2)
        })
      for _ in 0..<2 { _ = try await bench.store.cancel(claimed.id, CancelOptions(), now: bench.now) }
      try await bench.end(claimed, .exited(code: 1))
      #expect(try await bench.state(claimed.id) == .retrying)
      // Between its attempts nothing shields it.
      #expect(try await bench.store.cancel(claimed.id, CancelOptions(), now: bench.now).value?.state == .cancelled)
    }
  }

  @Test(arguments: StoreKind.all) func forcedCancelAfterAnAbsorbedOneCounts(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let claimed = try await bench.start(
        .noop {
          $0.isShielded = true
          $0.retry = .attempts(2)
        })
      _ = try await bench.store.cancel(claimed.id, CancelOptions(), now: bench.now)
      var forced = CancelOptions()
      forced.isForced = true
      _ = try await bench.store.cancel(claimed.id, forced, now: bench.now)
      try await bench.end(claimed, .exited(code: 1))
      #expect(try await bench.state(claimed.id) == .cancelled)
    }
  }

  // MARK: Release, run, retry

  @Test(arguments: StoreKind.all, StoreBench.reachable)
  func moveWorksInItsStatesOnly(_ kind: StoreKind, _ state: JobState) async throws {
    let targets: [JobMove: [JobState: JobState]] = [
      .hold: [.scheduled: .held, .blocked: .held, .queued: .held, .retrying: .held],
      .release: [.held: .queued],
      .run: [.queued: .queued, .scheduled: .queued, .retrying: .queued],
      .retry: [.failed: .queued, .cancelled: .queued, .skipped: .queued],
    ]
    for (move, target) in targets {
      try await kind.withStore { bench async throws in
        let id = try await bench.put(in: state)
        let before = try await bench.job(id)
        let answer = try await bench.store.move(id, move, now: bench.now)
        let after = try await bench.job(id)
        if let next = target[state] {
          let kept: Reason? = move == .hold && state == .retrying ? .exit : nil
          #expect(answer.isDone && after.state == next && after.reason == kept, "\(move) \(state)")
          #expect(after.finishedAt == nil && !after.isCancelRequested)
        } else {
          #expect(answer.refusal == state && after == before, "\(move) \(state)")
        }
      }
    }
  }

  @Test(arguments: StoreKind.all) func heldJobWithADelayIsScheduledWhenReleased(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let held = NewJob.noop {
        $0.holds = true
        $0.start = .after(micros: 1_000)
      }
      let early = try await bench.insert(held)
      let late = try await bench.insert(held)
      #expect(try await bench.store.move(early, .release, now: bench.now).isDone)
      #expect(try await bench.state(early) == .scheduled)
      #expect(bench.told.nextDue == bench.now + 1_000)
      #expect(try await bench.store.move(late, .release, now: bench.now + 1_000).isDone)
      #expect(try await bench.state(late) == .queued)
    }
  }

  @Test(arguments: StoreKind.all) func retryByHandGivesOneMoreAttempt(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let claimed = try await bench.start()
      try await bench.end(claimed, .exited(code: 1))
      #expect(try await bench.store.move(claimed.id, .retry, now: bench.now).isDone)
      let again = try #require(try await bench.claim().first)
      #expect(again.attempt == 2 && again.maxAttempts == 2)
      try await bench.end(again, .exited(code: 0))
      let detail = try #require(try await bench.store.detail(claimed.id))
      #expect(detail.job.state == .succeeded)
      #expect(detail.attempts.map(\.outcome) == [.failed, .succeeded])
    }
  }

  @Test(arguments: StoreKind.all) func retryOfACancelledJobForgetsTheCancel(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.put(in: .cancelled)
      #expect(try await bench.store.move(id, .retry, now: bench.now).isDone)
      let claimed = try #require(try await bench.claim().first)
      #expect(claimed.attempt == 1)
      try await bench.end(claimed, .signaled(15), cause: .shutdown)
      #expect(try await bench.state(id) == .queued)
    }
  }

  @Test(arguments: StoreKind.all) func verbsOnUnknownJobsFindNothing(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      for id in [0, -1, 7, Int64.max, Int64.min].map(JobID.init) {
        #expect(try await bench.store.cancel(id, CancelOptions(), now: bench.now).isNotFound)
        #expect(try await bench.store.move(id, .run, now: bench.now).isNotFound)
        #expect(try await bench.store.update(id, JobPatch(), now: bench.now).isNotFound)
        #expect(try await bench.store.delete(id, now: bench.now).isNotFound)
        #expect(try await bench.store.job(id) == nil)
        #expect(try await bench.store.detail(id) == nil)
      }
      #expect(try await bench.store.bulk(.cancel, [JobID(7)], now: bench.now).count == 0)
    }
  }

  // MARK: Delete

  @Test(arguments: StoreKind.all, StoreBench.reachable)
  func onlyFinishedJobsAreDeleted(_ kind: StoreKind, _ state: JobState) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.put(in: state) { $0.tags = ["a": "b"] }
      let starts = try await bench.job(id).starts
      bench.told.clear()
      let answer = try await bench.store.delete(id, now: bench.now)
      guard state.isTerminal else {
        #expect(answer.refusal == state)
        #expect(try await bench.state(id) == state)
        return
      }
      #expect(answer.value == DeletedJob(id: id, starts: (0..<starts).map { $0 + 1 }))
      #expect(bench.told.events.map(\.isDeleted) == [true])
      #expect(try await bench.store.job(id) == nil)
      #expect(try await bench.store.detail(id) == nil)
      #expect(try await bench.counts() == [:])
      var filter = JobFilter()
      filter.tags = ["a": "b"]
      #expect(try await bench.store.ids(filter, limit: 10, after: nil).isEmpty)
      #expect(try await bench.store.delete(id, now: bench.now).isNotFound)
    }
  }

  @Test(arguments: StoreKind.all) func finishedJobsArePrunedWhenTheirTimeHasPassed(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let short = try await bench.start(.noop { $0.keepForMicros = 100 })
      try await bench.end(short, .exited(code: 0))
      let cancelled = try await bench.insert(.noop { $0.keepForMicros = 200 })
      _ = try await bench.store.cancel(cancelled, CancelOptions(), now: bench.now)
      let normal = try await bench.put(in: .failed)
      let live = try await bench.insert(.noop { $0.keepForMicros = 0 })
      #expect(bench.told.all.compactMap(\.earliestExpiry).min() == bench.now + 100)
      #expect(try await bench.store.nextExpiry() == bench.now + 100)
      #expect(try await bench.store.prune(now: bench.now + 99, limit: 10).jobs.isEmpty)
      #expect(try await bench.store.prune(now: bench.now + 200, limit: 1).jobs.map(\.id) == [short.id])
      #expect(try await bench.store.prune(now: bench.now + 200, limit: 10).jobs.map(\.id) == [cancelled])
      #expect(try await bench.store.nextExpiry() == bench.now + StoreBench.keepForMicros)
      #expect(try await bench.store.ids(JobFilter(), limit: 10, after: nil) == [normal, live])
      // What runs again is not removed.
      #expect(try await bench.store.move(normal, .retry, now: bench.now).isDone)
      #expect(try await bench.store.nextExpiry() == nil)
      #expect(try await bench.store.prune(now: Timestamp(micros: .max), limit: 10).jobs.isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func bulkTakesThoseThatCanBeTaken(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let failed = try await bench.put(in: .failed)
      let running = try await bench.put(in: .running)
      let held = try await bench.put(in: .held)
      let ids = [failed, running, held, JobID(99), held]
      #expect(try await bench.store.bulk(.cancel, ids, now: bench.now).count == 2)
      #expect(try await bench.state(held) == .cancelled)
      #expect(try await bench.store.bulk(.retry, [held, running], now: bench.now).count == 1)
      let deleted = try await bench.store.bulk(.delete, ids, now: bench.now)
      #expect(deleted.count == 1 && deleted.deleted == [DeletedJob(id: failed, starts: [1])])
    }
  }
}
