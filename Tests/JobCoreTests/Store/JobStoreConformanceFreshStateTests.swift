// What one step of a transaction ends, no later step of it ends again: the state that counts is the one of the moment.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceFreshStateTests {
  /// The ends that were told of a job.
  private func ends(_ bench: StoreBench, _ id: JobID) -> [JobState] {
    bench.told.events.filter { $0.job == id && $0.state.isTerminal }.map(\.state)
  }

  @Test(arguments: StoreKind.all) func overdueFollowUpThatWasSkippedStaysSkipped(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let parent = try await bench.insert(.noop { $0.deadline = bench.now + 10 })
      let child = try await bench.follow([parent]) { $0.deadline = bench.now + 20 }
      bench.now = bench.now + 30
      bench.store.promoteDue(now: bench.now)
      #expect(try await bench.job(parent).reason == .expired)
      let skipped = try await bench.job(child)
      #expect(skipped.state == .skipped && skipped.reason == .dependency)
      #expect(ends(bench, child) == [.skipped])
      #expect(try await bench.counts() == [.failed: 1, .skipped: 1])
    }
  }

  @Test(arguments: StoreKind.all) func overdueMemberThatWasCancelledStaysCancelled(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let deadline = bench.now + 10
      let (batch, ids) = try await bench.batch((0..<3).map { _ in .noop { $0.deadline = deadline } }, isFailFast: true)
      let after = try await bench.insert(.noop { $0.after = [Dependency(.batch(batch), on: .failure)] })
      bench.now = bench.now + 30
      bench.store.promoteDue(now: bench.now)
      #expect(try await bench.state(ids[0]) == .failed)
      for id in ids[1...] {
        #expect(try await bench.state(id) == .cancelled)
        #expect(ends(bench, id) == [.cancelled])
      }
      #expect(try await bench.batch(batch).counts == [.failed: 1, .cancelled: 2])
      #expect(bench.told.all.flatMap(\.batchEvents).count == 1)
      #expect(try await bench.state(after) == .queued)
    }
  }

  @Test(arguments: StoreKind.all) func claimThatEndsWithTheSameStepIsNotHandedOut(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      let far = { (change: (inout NewJob) -> Void) in
        var job = NewJob(.handler(name: "far", payload: nil))
        job.executor = Lane.remoteExecutor
        change(&job)
        return job
      }
      // The second one's time is up before it starts; its failure cancels the first, which gets no time to end.
      let (_, ids) = try await bench.batch(
        [far { $0.graceMicros = 0 }, far { $0.timeoutMicros = 0 }], isFailFast: true)
      #expect(try await remote.claim(max: 2).isEmpty)
      #expect(try await bench.state(ids[0]) == .cancelled)
      #expect(try await bench.job(ids[1]).reason == .timeout)
    }
  }
}
