// Queues within one transaction: what has been changed shows at once, and is written once, at its end.

import TestSupport
import Testing

@testable import JobCore

@Suite struct QueuesTests {
  private func done(_ verdict: QueueVerdict) throws -> QueueStatus {
    guard case .done(let status) = verdict else { throw Unexpected(what: "\(verdict)") }
    return status
  }

  @Test func queueComesIntoBeingWhenItIsFirstNamed() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let ids = try await bench.writer.perform { context throws(StoreError) in
        [Queues.id("a", context), Queues.id("b", context), Queues.id("a", context)]
      }
      #expect(ids[0] == ids[2] && ids[0] != ids[1])
      try await bench.reopen()
      #expect(Set(try await bench.store.queues().map(\.name)).isSuperset(of: ["a", "b"]))
    }
  }

  @Test func statusIsThatOfTheTransactionThatAsks() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let limited = NewJob.noop {
        $0.queue = "q"
        $0.limit = LimitRule(key: "k", max: 1)
      }
      let now = bench.now
      let verdict = try await bench.writer.perform { context throws(StoreError) in
        _ = try Submit.jobs([limited], idempotency: nil, context)
        return try Queues.set("q", QueueChange(), context)
      }
      let status = try done(verdict)
      // It waits for its key, and nobody else is in line.
      #expect(status.counts == [.queued: 1] && status.headOfLineCreatedAt == now)
      #expect(try await bench.store.queues().first { $0.name == "q" } == status)
    }
  }

  @Test(arguments: StoreKind.all) func queueWithoutJobsIsRemoved(kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      func names() async throws -> Set<String> { Set(try await bench.store.queues().map(\.name)) }
      _ = try await bench.store.setQueue("empty", QueueChange(), now: bench.now)
      _ = try await bench.insert([.noop { $0.queue = "used" }])
      guard case .done = try await bench.store.removeQueue("empty", keepsUser: false, now: bench.now) else {
        throw Unexpected(what: "kept")
      }
      guard case .inUse(jobs: 1) = try await bench.store.removeQueue("used", keepsUser: false, now: bench.now) else {
        throw Unexpected(what: "a job is in it")
      }
      guard case .inUse(jobs: 0) = try await bench.store.removeQueue("default", keepsUser: false, now: bench.now) else {
        throw Unexpected(what: "it is always there")
      }
      guard case .notThere = try await bench.store.removeQueue("empty", keepsUser: false, now: bench.now) else {
        throw Unexpected(what: "it was removed before")
      }
      #expect(try await names() == ["default", "used"])
      // The name may be taken again, and has nothing of the one before.
      _ = try await bench.insert([.noop { $0.queue = "empty" }])
      let status = try await bench.store.queues().first { $0.name == "empty" }
      #expect(status?.counts == [.queued: 1] && status?.settings == QueueSettings())
      try await bench.reopen()
      #expect(try await names() == ["default", "used", "empty"])
    }
  }

  /// Its commands would run as jobd then.
  @Test(arguments: StoreKind.all) func queueWithAUserStaysForWhoMayNotTakeItAway(kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var change = QueueChange()
      change.runAs = .set("ann")
      _ = try await bench.store.setQueue("q", change, now: bench.now)
      guard case .hasUser = try await bench.store.removeQueue("q", keepsUser: true, now: bench.now) else {
        throw Unexpected(what: "its user is gone")
      }
      #expect(try await bench.store.queues().contains { $0.name == "q" && $0.settings.runAs == "ann" })
      guard case .done = try await bench.store.removeQueue("q", keepsUser: false, now: bench.now) else {
        throw Unexpected(what: "kept")
      }
    }
  }

  @Test func numberOfARemovedQueueIsNotGivenOutAgain() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (first, second) = try await bench.writer.perform { context throws(StoreError) in
        let first = Queues.id("a", context)
        _ = Queues.remove("a", keepsUser: false, context)
        return (first, Queues.id("a", context))
      }
      #expect(second > first)
    }
  }

  @Test func newRateBeginsWithAFullBucketAlsoAfterAStart() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var change = QueueChange()
      change.rate = .set(StartRate(count: 10, perMicros: 1_000_000, burst: 3))
      _ = try done(try await bench.store.setQueue("q", change, now: bench.now))
      try await bench.reopen()
      let tokens = try await bench.writer.perform { context throws(StoreError) in
        context.ledger.queues.id(of: "q").flatMap { context.ledger.queues[$0]?.bucket?.tokens }
      }
      #expect(tokens == 3)
    }
  }

  @Test func queueWhoseHeadCannotBeReadIsPausedAllTheSame() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      _ = try await bench.insert([.noop { $0.queue = "q" }])
      try await bench.writer.perform { context throws(StoreError) in
        try context.connection.execute("UPDATE job SET reason = 99", as: "newer")
      }
      let paused = try await bench.store.setQueuePaused("q", true, now: bench.now)
      #expect(paused?.settings.isPaused == true && paused?.headOfLineCreatedAt == nil)
      // The look that was broken off stands in nobody's way.
      let resumed = try await bench.store.setQueuePaused("q", false, now: bench.now)
      #expect(resumed?.settings.isPaused == false && resumed?.counts == [.queued: 1])
    }
  }

  @Test func nobodyPausesAQueueThatIsNotThere() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      #expect(try await bench.store.setQueuePaused("none", true, now: bench.now) == nil)
      #expect(try await bench.store.queues().allSatisfy { $0.name != "none" })
    }
  }

  @Test(arguments: StoreKind.all) func changeMadeOfOtherCallbacksIsLookedAtAgain(kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var first = QueueChange()
      first.callbacks = .set([Callback(.url("http://h/one"))])
      _ = try await bench.store.setQueue("q", first, now: bench.now)
      var second = first
      (second.slots, second.callbacksBefore) = (.set(2), [Callback(.url("http://h/old"))])
      guard case .lookAgain = try await bench.store.setQueue("q", second, now: bench.now) else {
        throw Unexpected(what: "it was changed")
      }
      #expect(try await bench.store.queues().first { $0.name == "q" }?.settings.slots == nil)
      second.callbacksBefore = [Callback(.url("http://h/one"))]
      #expect(try done(try await bench.store.setQueue("q", second, now: bench.now)).settings.slots == 2)
    }
  }
}
