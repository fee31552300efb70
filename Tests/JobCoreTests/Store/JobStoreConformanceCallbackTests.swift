// What every store does with callbacks: due with the end of their job, recorded call by call, kept until they are
// through.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceCallbackTests {
  private static func told(_ conditions: EndCondition...) -> NewJob {
    .noop { $0.callbacks = conditions.map { Callback(.url("http://example.com/\($0.name)"), on: $0) } }
  }

  private func states(_ bench: StoreBench, _ id: JobID) async throws -> [CallbackState] {
    try await bench.store.callbacks(of: .job(id)).map(\.state)
  }

  private func due(_ bench: StoreBench) async throws -> [DueCallback] {
    try await bench.store.dueCallbacks(now: bench.now, limit: 100, after: nil)
  }

  @Test(arguments: StoreKind.all) func endMakesThoseDueThatAreForIt(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let good = try await bench.start(Self.told(.success, .failure, .any))
      #expect(try await states(bench, good.id) == [.waiting, .waiting, .waiting])
      #expect(try await due(bench).isEmpty)
      bench.told.clear()
      try await bench.end(good, .returned(result: nil))
      #expect(try await states(bench, good.id) == [.due, .unmet, .due])
      #expect(bench.told.all.compactMap(\.nextCallback) == [bench.now])
      #expect(try await due(bench).map(\.owner) == [.job(good.id), .job(good.id)])
      let cancelled = try await bench.insert(Self.told(.success, .failure, .any))
      _ = try await bench.store.cancel(cancelled, CancelOptions(), now: bench.now)
      #expect(try await states(bench, cancelled) == [.unmet, .due, .due])
    }
  }

  @Test(arguments: StoreKind.all) func dueSurvivesARestart(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(Self.told(.any))
      try await bench.end(job, .returned(result: nil))
      try await bench.reopen()
      #expect(try await due(bench).map(\.owner) == [.job(job.id)])
      #expect(try await bench.store.nextCallback(after: bench.now - 1) == bench.now)
      #expect(try await bench.store.nextCallback(after: bench.now) == nil)
    }
  }

  @Test(arguments: StoreKind.all) func dueOnesAreReadPageByPage(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var jobs: [JobID] = []
      for step in 0..<5 {
        // Some are due at one moment, and so told apart by their numbers.
        if step.isMultiple(of: 2) { bench.now = bench.now + 10 }
        let job = try await bench.start(Self.told(.any))
        try await bench.end(job, .returned(result: nil))
        jobs.append(job.id)
      }
      var last: CallbackStatus?
      var found: [Parent] = []
      while true {
        let page = try await bench.store.dueCallbacks(now: bench.now, limit: 2, after: last)
        found += page.map(\.owner)
        guard page.count == 2 else { break }
        last = page.last?.status
      }
      #expect(found == jobs.map { .job($0) })
    }
  }

  @Test(arguments: StoreKind.all) func callIsRecorded(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(Self.told(.any))
      try await bench.end(job, .returned(result: nil))
      let first = try #require(try await due(bench).first)
      try await bench.store.recordCallback(first, .again(bench.now + 5, error: "no"), now: bench.now)
      #expect(try await due(bench).isEmpty)
      bench.now = bench.now + 5
      let second = try #require(try await due(bench).first)
      #expect(second.status.tries == 1 && second.status.lastError == "no")
      // What was known of the first call is stale by now.
      try await bench.store.recordCallback(first, .delivered, now: bench.now)
      #expect(try await states(bench, job.id) == [.due])
      try await bench.store.recordCallback(second, .delivered, now: bench.now)
      let last = try #require(try await bench.store.callbacks(of: .job(job.id)).first)
      #expect(last.state == .delivered && last.tries == 2 && last.deliveredAt == bench.now && last.lastError == nil)
    }
  }

  @Test(arguments: StoreKind.all) func retryByHandTellsTheNextEndToo(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(Self.told(.success, .any))
      try await bench.end(job, .threw(JobFailure(code: "error", message: "no")))
      let underway = try #require(try await due(bench).first)
      #expect(try await states(bench, job.id) == [.unmet, .due])
      bench.now = bench.now + 1
      _ = try await bench.store.move(job.id, .retry, now: bench.now)
      // The first end has not been told yet, and will be; both wait for the next one.
      #expect(try await states(bench, job.id) == [.due, .waiting, .waiting])
      let again = try #require(try await bench.claim().first)
      try await bench.end(again, .returned(result: nil))
      #expect(try await states(bench, job.id) == [.due, .due, .due])
      let earlier = try await due(bench).map(\.status.isOfEarlierEnd)
      #expect(earlier == [true, false, false])
      // A call for the first end comes back after the second one: it is that one which is through.
      try await bench.store.recordCallback(underway, .delivered, now: bench.now)
      #expect(try await states(bench, job.id) == [.due, .due])
      #expect(try await due(bench).allSatisfy { !$0.status.isOfEarlierEnd && $0.status.id > underway.status.id })
    }
  }

  @Test(arguments: StoreKind.all) func eachEndIsKeptAsItWasUntilItIsTold(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(Self.told(.any, .any))
      try await bench.end(job, .exited(code: 3))
      let first = try #require(try await due(bench).first)
      try await bench.store.recordCallback(first, .delivered, now: bench.now)
      for code in [4, 0] as [Int32] {
        bench.now = bench.now + 1_000_000
        _ = try await bench.store.move(job.id, .retry, now: bench.now)
        let again = try #require(try await bench.claim().first)
        try await bench.end(again, .exited(code: code))
      }
      let all = try await due(bench).map(\.status)
      #expect(all.map(\.isOfEarlierEnd) == [true, true, true, false, false])
      let kept = all.compactMap(\.earlierEnd).compactMap { CallbackEnd(kept: $0) }
      let texts = kept.map { String(decoding: $0.document, as: UTF8.self) }
      for (text, code) in zip(texts, [3, 4, 4]) {
        #expect(text.contains(#""exit_code":\#(code)"#) && text.contains("job.failed"), "\(text)")
      }
      #expect(kept.map(\.at) == [bench.now - 2_000_000, bench.now - 1_000_000, bench.now - 1_000_000])
      #expect(kept[0].variables.contains { $0.name == "JOBD_JOB_STATE" && $0.value == "failed" })
    }
  }

  @Test(arguments: StoreKind.all) func thousandRetriesKeepABoundedNumberOfCalls(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert(Self.told(.any, .success, .any))
      for _ in 0..<1_000 {
        _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
        bench.now = bench.now + 1_000
        _ = try await bench.store.move(id, .retry, now: bench.now)
      }
      let all = try await bench.store.callbacks(of: .job(id))
      let earlier = all.filter(\.isOfEarlierEnd)
      #expect(earlier.count == Limits.callbackEarlierMax && all.count == Limits.callbackEarlierMax + 3)
      // The latest ones; and that others are given up is said.
      let last = try #require(earlier.last?.earlierEnd.flatMap { CallbackEnd(kept: $0) })
      #expect(last.at == bench.now - 1_000)
      let given = bench.told.all.flatMap(\.forgottenCalls).reduce(0) { $0 + $1.count }
      #expect(given == 2 * 1_000 - Limits.callbackEarlierMax)
      // They take no room from those that are given to it.
      let added = try await bench.store.addCallback(Callback(.command(["true"])), to: id, now: bench.now)
      #expect(added.isDone)
      #expect(try await bench.store.removeCallbacks(of: id, now: bench.now).value == all.count + 1)
    }
  }

  @Test(arguments: StoreKind.all) func endOfABatchThatIsReopenedIsStillTold(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (id, ids) = try await bench.batch([.noop()]) { $0.callbacks = [Callback(.url("http://example.com/"))] }
      try await bench.finish(ids[0], .exited(code: 1))
      #expect(try await due(bench).map(\.owner) == [.batch(id)])
      _ = try await bench.store.move(ids[0], .retry, now: bench.now)
      let told = try #require(try await due(bench).first).status
      let end = try #require(told.earlierEnd.flatMap { CallbackEnd(kept: $0) })
      let text = String(decoding: end.document, as: UTF8.self)
      #expect(text.contains(#""counts":{"failed":1}"#) && text.contains(#""first_failure":\#(ids[0])"#), "\(text)")
      try await bench.finish(ids[0])
      #expect(try await due(bench).map(\.status.isOfEarlierEnd) == [true, false])
    }
  }

  @Test(arguments: StoreKind.all) func lateAdditionIsDueAtOnceOrUnmet(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start()
      try await bench.end(job, .returned(result: nil))
      for (condition, state) in [(EndCondition.any, CallbackState.due), (.failure, .unmet)] {
        let callback = Callback(.command(["true"]), on: condition)
        let added = try await bench.store.addCallback(callback, to: job.id, now: bench.now).value
        #expect(added?.state == state && added?.callback == callback)
      }
      #expect(try await bench.store.addCallback(Callback(.command(["true"])), to: JobID(9), now: bench.now).isNotFound)
    }
  }

  @Test(arguments: StoreKind.all) func numberHasABound(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert()
      for number in 0...Limits.callbacksMax {
        let answer = try await bench.store.addCallback(Callback(.command(["true"])), to: id, now: bench.now)
        #expect(answer.isDone == (number < Limits.callbacksMax))
      }
    }
  }

  @Test(arguments: StoreKind.all) func removalLeavesWhatHasBeenCalled(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(Self.told(.any, .any))
      try await bench.end(job, .returned(result: nil))
      let first = try #require(try await due(bench).first)
      try await bench.store.recordCallback(first, .givenUp(error: "no"), now: bench.now)
      #expect(try await bench.store.removeCallbacks(of: job.id, now: bench.now).value == 1)
      #expect(try await states(bench, job.id) == [.failed])
      #expect(try await due(bench).isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func jobIsKeptUntilItsCallbacksAreThrough(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(Self.told(.any))
      try await bench.end(job, .returned(result: nil))
      let status = try #require(try await due(bench).first)
      bench.now = bench.now + 2 * StoreBench.keepForMicros
      #expect(try await bench.store.prune(now: bench.now, limit: 10).jobs.isEmpty)
      try await bench.store.recordCallback(status, .delivered, now: bench.now)
      bench.now = bench.now + 2 * Limits.pruneAgainMicros
      #expect(try await bench.store.prune(now: bench.now, limit: 10).jobs.map(\.id) == [job.id])
    }
  }

  @Test(arguments: StoreKind.all) func deletedJobTellsNobody(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(Self.told(.any))
      try await bench.end(job, .returned(result: nil))
      #expect(try await bench.store.delete(job.id, now: bench.now).isDone)
      #expect(try await due(bench).isEmpty)
      #expect(try await states(bench, job.id).isEmpty)
    }
  }
}
