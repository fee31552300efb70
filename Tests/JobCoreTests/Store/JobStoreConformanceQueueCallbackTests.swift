// What every store does with the callbacks of queues: taken with the end of a job, and its own from then on.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceQueueCallbackTests {
  private static let failed = Outcome.threw(JobFailure(code: "error", message: "no"))

  private func url(_ path: String, on condition: EndCondition = .any) -> Callback {
    Callback(.url("http://example.com/\(path)"), on: condition)
  }

  private func set(_ bench: StoreBench, _ callbacks: [Callback], of queue: String = "default") async throws {
    var change = QueueChange()
    change.callbacks = .set(callbacks)
    _ = try await bench.store.setQueue(queue, change, now: bench.now)
  }

  private func callbacks(_ bench: StoreBench, _ id: JobID) async throws -> [CallbackStatus] {
    try await bench.store.callbacks(of: .job(id))
  }

  private func due(_ bench: StoreBench) async throws -> [DueCallback] {
    try await bench.store.dueCallbacks(now: bench.now, limit: 100, after: nil)
  }

  /// The queue and its jobs go on; what nobody can read is not lost by other changes of the queue.
  @Test func thoseThatCannotBeReadStopNothingAndStayUntilSetAnew() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      try await set(bench, [url("x")])
      try bench.database?.execute("UPDATE queue SET callbacks = '[{\"x\"' WHERE name = 'default'")
      try await bench.reopen()
      let job = try await bench.start()
      try await bench.end(job, .returned(result: nil))
      #expect(try await bench.store.job(job.id)?.state == .succeeded)
      #expect(try await callbacks(bench, job.id).isEmpty)
      var change = QueueChange()
      change.slots = .set(3)
      _ = try await bench.store.setQueue("default", change, now: bench.now)
      try await bench.reopen()
      #expect(try await bench.store.queues().first { $0.name == "default" }?.settings.unreadCallbacks == "[{\"x\"")
      try await set(bench, [url("y")])
      try await bench.reopen()
      let settings = try #require(try await bench.store.queues().first { $0.name == "default" }?.settings)
      #expect(settings.callbacks == [url("y")] && settings.unreadCallbacks == nil && settings.slots == 3)
    }
  }

  @Test(arguments: StoreKind.all) func everyWayToEndIsTold(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, [url("good", on: .success), url("bad", on: .failure)])
      let good = try await bench.start()
      try await bench.end(good, .returned(result: nil))
      let bad = try await bench.start()
      try await bench.end(bad, Self.failed)
      let cancelled = try await bench.insert(.noop { $0.then = [FollowUp(on: .success, .noop())] })
      let skipped = JobID(cancelled.value + 1)
      _ = try await bench.store.cancel(cancelled, CancelOptions(), now: bench.now)
      let (_, members) = try await bench.batch([.noop()])
      _ = try await bench.store.cancel(members[0], CancelOptions(), now: bench.now)
      #expect(try await callbacks(bench, good.id).map(\.callback) == [url("good", on: .success)])
      for id in [bad.id, cancelled, skipped, members[0]] {
        let told = try await callbacks(bench, id)
        #expect(told.map(\.callback) == [url("bad", on: .failure)] && told[0].state == .due, "job \(id)")
      }
      #expect(try await due(bench).count == 5)
    }
  }

  @Test(arguments: StoreKind.all) func changeOfTheQueueTouchesNoEndBeforeIt(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, [url("first")])
      let one = try await bench.start()
      try await bench.end(one, .returned(result: nil))
      let two = try await bench.start()
      try await set(bench, [url("second")])
      try await bench.reopen()
      let again = try await bench.start()
      #expect(again.id != two.id)
      try await bench.end(again, .returned(result: nil))
      try await set(bench, [])
      #expect(try await callbacks(bench, one.id).map(\.callback) == [url("first")])
      #expect(try await callbacks(bench, again.id).map(\.callback) == [url("second")])
      #expect(try await due(bench).map(\.owner) == [.job(one.id), .job(again.id)])
      let last = try await bench.start()
      try await bench.end(last, .returned(result: nil))
      #expect(try await callbacks(bench, last.id).isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func queueInWhichTheJobEndsIsTheOneThatTells(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      for queue in ["a", "b"] { try await set(bench, [url(queue)], of: queue) }
      let id = try await bench.insert(.noop { ($0.queue, $0.holds) = ("a", true) })
      var patch = JobPatch()
      patch.queue = "b"
      _ = try await bench.store.update(id, patch, now: bench.now)
      _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
      let told = try await callbacks(bench, id)
      #expect(told.map(\.callback) == [url("b")] && told.map(\.queue) == ["b"])
    }
  }

  /// What has been told of the first end goes, what has not stays, and the next end is told as the queue then says.
  @Test(arguments: StoreKind.all) func retryByHandIsANewEndForTheQueueToo(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, [url("told"), url("open")])
      let job = try await bench.start(.noop { $0.callbacks = [url("own")] })
      try await bench.end(job, Self.failed)
      for callback in try await due(bench) where callback.status.callback != url("open") {
        try await bench.store.recordCallback(callback, .delivered, now: bench.now)
      }
      bench.now = bench.now + 1
      _ = try await bench.store.move(job.id, .retry, now: bench.now)
      let waiting = try await callbacks(bench, job.id)
      #expect(waiting.map(\.callback) == [url("open"), url("own")])
      #expect(waiting.map(\.isOfEarlierEnd) == [true, false] && waiting.map(\.state) == [.due, .waiting])
      try await set(bench, [url("new")])
      let again = try #require(try await bench.claim().first)
      try await bench.end(again, .returned(result: nil))
      let told = try await callbacks(bench, job.id)
      #expect(told.map(\.callback) == [url("open"), url("own"), url("new")])
      #expect(told.map(\.queue) == ["default", nil, "default"] && told.allSatisfy { $0.state == .due })
      let end = try #require(told[0].earlierEnd.flatMap { CallbackEnd(kept: $0) })
      #expect(String(decoding: end.document, as: UTF8.self).contains("job.failed"))
    }
  }

  /// It says whom its job tells, not whom the queue does.
  @Test(arguments: StoreKind.all) func jobHasTheRoomForItsOwnAndRemovesNoOthers(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, [url("queue")])
      let id = try await bench.insert()
      #expect(try await bench.store.removeCallbacks(of: id, now: bench.now).value == 0)
      _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
      for number in 0...Limits.callbacksMax {
        let answer = try await bench.store.addCallback(url("\(number)"), to: id, now: bench.now)
        #expect(answer.isDone == (number < Limits.callbacksMax))
      }
      #expect(try await bench.store.removeCallbacks(of: id, now: bench.now).value == Limits.callbacksMax)
      #expect(try await callbacks(bench, id).map(\.callback) == [url("queue")])
    }
  }

  @Test(arguments: StoreKind.all) func jobIsKeptUntilItsQueueHasTold(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, [url("queue")])
      let job = try await bench.start()
      try await bench.end(job, .returned(result: nil))
      let status = try #require(try await due(bench).first)
      bench.now = bench.now + 2 * StoreBench.keepForMicros
      #expect(try await bench.store.prune(now: bench.now, limit: 10).jobs.isEmpty)
      try await bench.store.recordCallback(status, .delivered, now: bench.now)
      bench.now = bench.now + 2 * Limits.pruneAgainMicros
      #expect(try await bench.store.prune(now: bench.now, limit: 10).jobs.map(\.id) == [job.id])
      #expect(try await callbacks(bench, job.id).isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func commandsAreNotForQueuesWhoseJobsRunAsSomebody(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (store, now) = (bench.store, bench.now)
      var (user, command) = (QueueChange(), QueueChange())
      user.runAs = .set("ann")
      command.callbacks = .set([url("a"), Callback(.command(["page"]))])
      func fields(_ verdict: QueueVerdict) -> [String]? {
        if case .invalid(let faults) = verdict { faults.map(\.field) } else { nil }
      }
      // Whichever comes first.
      for (queue, first, second) in [("p", user, command), ("q", command, user)] {
        #expect(try await fields(store.setQueue(queue, first, now: now)) == nil)
        let before = try await store.queues().first { $0.name == queue }
        #expect(try await fields(store.setQueue(queue, second, now: now)) == ["callbacks[1].argv"])
        #expect(try await store.queues().first { $0.name == queue } == before)
        // The configuration wins, and other settings are not in the way of it.
        #expect(try await fields(store.configureQueue(queue, second, now: now)) == nil)
        #expect(try await store.setQueuePaused(queue, true, now: now)?.settings.runAs == "ann")
      }
      var neither = QueueChange()
      (neither.runAs, neither.callbacks) = (.set("bob"), .clear)
      #expect(try await fields(store.setQueue("p", neither, now: now)) == nil)
    }
  }
}
