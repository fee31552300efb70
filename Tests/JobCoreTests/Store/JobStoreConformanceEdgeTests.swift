// What every store does with follow-ups: released, skipped or kept in the transaction that ends the parent.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceEdgeTests {
  @Test(arguments: StoreKind.all, EndCondition.allCases)
  func endOfTheParentDecides(_ kind: StoreKind, _ condition: EndCondition) async throws {
    let outcomes: [(Outcome, StopCause?, isSuccess: Bool)] = [
      (.exited(code: 0), nil, true), (.exited(code: 1), nil, false), (.signaled(15), .cancel, false),
      (.signaled(15), .timeout, false),
    ]
    for (outcome, cause, isSuccess) in outcomes {
      try await kind.withStore { bench async throws in
        let parent = try await bench.start()
        let child = try await bench.follow([parent.id], on: condition)
        #expect(try await bench.state(child) == .blocked)
        bench.told.clear()
        try await bench.end(parent, outcome, cause: cause)
        let expected: JobState = condition.isMet(bySuccess: isSuccess) ? .queued : .skipped
        let job = try await bench.job(child)
        #expect(job.state == expected)
        #expect(job.parents.map(\.isMet) == [expected == .queued])
        #expect(try await bench.job(parent.id).children == [child])
        // One commit told both.
        #expect(bench.told.all.filter { !$0.events.isEmpty }.map { $0.events.map(\.job) } == [[parent.id, child]])
        if expected == .skipped {
          #expect(job.reason == .dependency && job.failure?.message.contains("job \(parent.id)") == true)
        }
      }
    }
  }

  @Test(arguments: EndCondition.allCases, [JobState.succeeded, .failed, .cancelled, .skipped])
  func finishedParentDecidesAtOnce(_ condition: EndCondition, _ state: JobState) async throws {
    for kind in StoreKind.all {
      try await kind.withStore { bench async throws in
        let parent = try await bench.put(in: state)
        let child = try await bench.follow([parent], on: condition)
        let isMet = condition.isMet(bySuccess: state == .succeeded)
        #expect(try await bench.state(child) == (isMet ? .queued : .skipped))
      }
    }
  }

  @Test(arguments: StoreKind.all) func skippingIsTransitive(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let a = try await bench.start()
      let b = try await bench.follow([a.id])
      let c = try await bench.follow([b])
      let onFailure = try await bench.follow([a.id], on: .failure)
      let afterAny = try await bench.follow([b], on: .any)
      try await bench.end(a, .exited(code: 1))
      #expect(try await bench.state(b) == .skipped)
      #expect(try await bench.state(c) == .skipped)
      #expect(try await bench.state(onFailure) == .queued)
      #expect(try await bench.state(afterAny) == .queued)
      #expect(try await bench.job(c).failure?.message.contains("job \(b) is skipped") == true)
    }
  }

  @Test(arguments: StoreKind.all) func longChainOfSkipsTakesFewTransactions(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let first = try await bench.insert()
      var last = first
      for _ in 0..<2_000 { last = try await bench.follow([last]) }
      bench.told.clear()
      _ = try await bench.store.cancel(first, CancelOptions(), now: bench.now)
      try await eventually { try await bench.state(last) == .skipped }
      #expect(bench.told.all.filter { !$0.events.isEmpty }.count < 5)
    }
  }

  @Test(arguments: StoreKind.all) func allParentsMustHaveEnded(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (a, b) = (try await bench.start(), try await bench.start())
      let child = try await bench.follow([a.id, b.id])
      try await bench.end(a, .exited(code: 0))
      #expect(try await bench.state(child) == .blocked)
      #expect(try await bench.job(child).parents.map(\.isMet) == [true, nil])
      try await bench.end(b, .exited(code: 0))
      #expect(try await bench.state(child) == .queued)
    }
  }

  @Test(arguments: StoreKind.all) func firstUnmetParentSkipsWithoutWaiting(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (a, b) = (try await bench.start(), try await bench.start())
      let child = try await bench.follow([a.id, b.id])
      try await bench.end(a, .exited(code: 1))
      #expect(try await bench.state(child) == .skipped)
      try await bench.end(b, .exited(code: 0))
      #expect(try await bench.state(child) == .skipped)
    }
  }

  @Test(arguments: StoreKind.all) func diamondRunsItsEndOnce(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let a = try await bench.start()
      let (b, c) = (try await bench.follow([a.id]), try await bench.follow([a.id]))
      let d = try await bench.follow([b, c])
      try await bench.end(a, .exited(code: 0))
      let both = try await bench.claim(5)
      #expect(both.map(\.id) == [b, c])
      try await bench.end(both[0], .exited(code: 0))
      #expect(try await bench.state(d) == .blocked)
      try await bench.end(both[1], .exited(code: 0))
      #expect(try await bench.claim(5).map(\.id) == [d])
    }
  }

  @Test(arguments: StoreKind.all) func retryOfAParentDoesNotDecideTwice(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (a, b) = (try await bench.start(), try await bench.start())
      let child = try await bench.follow([a.id, b.id], on: .any)
      try await bench.end(a, .exited(code: 1))
      _ = try await bench.store.move(a.id, .retry, now: bench.now)
      try await bench.finish(a.id)
      #expect(try await bench.state(child) == .blocked)
      try await bench.end(b, .exited(code: 0))
      #expect(try await bench.state(child) == .queued)
    }
  }

  @Test(arguments: StoreKind.all) func releasedChildWaitsForItsTime(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let parent = try await bench.start()
      let child = try await bench.follow([parent.id]) { $0.start = .after(micros: 1_000) }
      try await bench.end(parent, .exited(code: 0))
      #expect(try await bench.state(child) == .scheduled)
      #expect(bench.told.nextDue == bench.now + 1_000)
    }
  }

  @Test(arguments: StoreKind.all) func heldChildWaitsForBoth(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let parent = try await bench.start()
      let child = try await bench.follow([parent.id]) { $0.holds = true }
      #expect(try await bench.state(child) == .held)
      #expect(try await bench.store.move(child, .release, now: bench.now).isDone)
      #expect(try await bench.state(child) == .blocked)
      try await bench.end(parent, .exited(code: 0))
      #expect(try await bench.state(child) == .queued)
    }
  }

  @Test(arguments: StoreKind.all) func nestedFollowUpsAreStoredWithTheirParent(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let grandchild = NewJob.noop { $0.name = "grandchild" }
      let child = NewJob.noop {
        $0.name = "child"
        $0.then = [FollowUp(on: .any, grandchild)]
      }
      let jobs = try await bench.insert([.noop { $0.then = [FollowUp(child), FollowUp(on: .failure, .noop())] }])
      #expect(jobs.count == 1 && jobs[0].children.count == 2)
      #expect(bench.told.all.filter { !$0.events.isEmpty }.count == 1)
      let parent = try #require(try await bench.claim(5).first)
      try await bench.end(parent, .exited(code: 0))
      #expect(try await bench.state(jobs[0].children[0]) == .queued)
      #expect(try await bench.state(jobs[0].children[1]) == .skipped)
      let grandchildren = try await bench.job(jobs[0].children[0]).children
      #expect(try await bench.job(grandchildren[0]).name == "grandchild")
      #expect(try await bench.state(grandchildren[0]) == .blocked)
    }
  }

  @Test(arguments: StoreKind.all) func missingParentsAreRefusedByName(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let deleted = try await bench.put(in: .succeeded)
      _ = try await bench.store.delete(deleted, now: bench.now)
      for parent in [Parent.job(JobID(999)), .job(deleted), .batch(BatchID(7))] {
        let refusal = try await bench.refusal([.noop(), .noop { $0.after = [Dependency(parent)] }])
        guard case .invalid(let faults, index: 1) = refusal else { throw Unexpected(what: "\(refusal)") }
        #expect(faults[0].field.hasPrefix("after[0]."))
        if parent == .job(deleted) { #expect(faults[0].detail.contains("deleted")) }
      }
      #expect(try await bench.counts()[.queued] ?? 0 == 0)
    }
  }

  @Test(arguments: StoreKind.all) func claimTellsWhatTheParentsMade(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (a, b) = (try await bench.start(), try await bench.start())
      _ = try await bench.follow([b.id, a.id], on: .any)
      try await bench.end(a, .exited(code: 0))
      try await bench.end(b, .exited(code: 1))
      let child = try #require(try await bench.claim(1).first)
      #expect(child.parents.map(\.id) == [b.id, a.id])
      #expect(child.parents.map(\.state) == [.failed, .succeeded])
    }
  }

  @Test(arguments: StoreKind.all) func parentIsKeptForALivingChild(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let a = try await bench.start()
      let child = try await bench.follow([a.id]) { $0.holds = true }
      try await bench.end(a, .exited(code: 0))
      guard case .needed(let by) = try await bench.store.delete(a.id, now: bench.now) else {
        throw Unexpected(what: "a needed parent was deleted")
      }
      #expect(by == child)
      bench.now = bench.now + 10 * StoreBench.keepForMicros
      #expect(try await bench.store.prune(now: bench.now, limit: 10).jobs.isEmpty)
      _ = try await bench.store.cancel(child, CancelOptions(), now: bench.now)
      bench.now = bench.now + Limits.pruneAgainMicros
      let pruned = try await bench.store.prune(now: bench.now, limit: 10).jobs.map(\.id)
      #expect(pruned.contains(a.id))
    }
  }

  // MARK: Editing

  private func patch(_ after: [Dependency]) -> JobPatch {
    var patch = JobPatch()
    patch.after = after
    return patch
  }

  @Test(arguments: StoreKind.all) func edgesComeAndGoWhileTheChildIsBlocked(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (a, b) = (try await bench.start(), try await bench.start())
      let child = try await bench.follow([a.id])
      let both = patch([Dependency(.job(a.id)), Dependency(.job(b.id), on: .any)])
      #expect(try await bench.store.update(child, both, now: bench.now).isDone)
      try await bench.end(b, .exited(code: 1))
      #expect(try await bench.state(child) == .blocked)
      #expect(try await bench.store.update(child, patch([]), now: bench.now).isDone)
      #expect(try await bench.state(child) == .queued)
      #expect(try await bench.job(child).parents.isEmpty)
      #expect(try await bench.store.update(child, patch([]), now: bench.now).refusal == .queued)
    }
  }

  @Test(arguments: StoreKind.all) func newParentThatHasEndedDecidesAtOnce(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let failed = try await bench.put(in: .failed)
      let a = try await bench.start()
      let child = try await bench.follow([a.id])
      #expect(try await bench.store.update(child, patch([Dependency(.job(failed))]), now: bench.now).isDone)
      #expect(try await bench.state(child) == .skipped)
    }
  }

  @Test(arguments: StoreKind.all) func cyclesAreRefused(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let root = try await bench.insert(.noop { $0.holds = true })
      let a = try await bench.follow([root])
      let b = try await bench.follow([a])
      let c = try await bench.follow([b])
      for (child, parent) in [(a, a), (a, b), (a, c), (root, c)] {
        let answer = try await bench.store.update(child, patch([Dependency(.job(parent))]), now: bench.now)
        guard case .invalid(let faults) = answer else { throw Unexpected(what: "\(child) after \(parent)") }
        #expect(faults[0].field == "after[0].job")
      }
      #expect(try await bench.job(a).parents.map(\.parent) == [.job(root)])
    }
  }
}
