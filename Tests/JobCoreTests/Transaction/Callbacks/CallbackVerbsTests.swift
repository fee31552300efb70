// Verbs on callbacks, several in one transaction.

import TestSupport
import Testing

@testable import JobCore

@Suite struct CallbackVerbsTests {
  private static let told = NewJob.noop { $0.callbacks = [Callback(.command(["true"]))] }

  @Test func callIsRecordedOnceHoweverOftenItIsSaid() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let job = try await bench.start(Self.told)
      try await bench.end(job, .returned(result: nil))
      let status = try #require(try await bench.store.callbacks(of: .job(job.id)).first)
      let due = DueCallback(owner: .job(job.id), status: status)
      let again = bench.now + 5
      try await bench.writer.perform { context throws(StoreError) in
        try CallbackVerbs.record(due, .again(again, error: "no"), context)
        try CallbackVerbs.record(due, .delivered, context)
      }
      let after = try await bench.store.callbacks(of: .job(job.id))
      #expect(after.map(\.state) == [.due] && after.map(\.tries) == [1] && after.map(\.nextAt) == [again])
      #expect(after.map(\.lastError) == ["no"])
    }
  }

  @Test func removedOnesAreNotCalled() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let job = try await bench.start(Self.told)
      let transition = bench.transition(job, .returned(result: nil))
      let count = try await bench.writer.perform { context throws(StoreError) in
        _ = try Apply.end(transition, context)
        return try CallbackVerbs.removeOpen(of: job.id, context).value
      }
      #expect(count == 1)
      #expect(try await bench.store.callbacks(of: .job(job.id)).isEmpty)
    }
  }

  @Test func oneThatIsAddedAfterAnEndIsForThatEnd() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.insert()
      let states = try await bench.writer.perform { context throws(StoreError) in
        _ = try CancelVerb.job(id, CancelOptions(), context)
        let bad = try CallbackVerbs.add(Callback(.command(["true"]), on: .failure), to: id, context)
        let good = try CallbackVerbs.add(Callback(.command(["true"]), on: .success), to: id, context)
        return [bad.value?.state, good.value?.state]
      }
      #expect(states == [.due, .unmet])
      #expect(try await bench.store.callbacks(of: .job(id)).map(\.nextAt) == [bench.now, nil])
    }
  }
}
