// Callbacks within one transaction: what has been decided about them holds for what comes after it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct CallbacksTests {
  private static let told = NewJob.noop { $0.callbacks = [Callback(.command(["true"]))] }

  private static func states(_ owner: Parent, _ tx: Transaction) throws(StoreError) -> [CallbackState] {
    try Callbacks.of(owner, tx).map(\.status.state)
  }

  /// Its callbacks were not read before it ended, and are made due with those of all that end with it.
  @Test func endIsKnownBeforeItIsSettled() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.insert(Self.told)
      let states = try await bench.writer.perform { context throws(StoreError) in
        _ = try CancelVerb.job(id, CancelOptions(), context)
        return try Self.states(.job(id), context)
      }
      #expect(states == [.due])
      #expect(try await bench.store.callbacks(of: .job(id)).map(\.nextAt) == [bench.now])
    }
  }

  @Test func retryInTheTransactionOfTheEndKeepsThatEndToTell() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.insert(Self.told)
      try await bench.writer.perform { context throws(StoreError) in
        _ = try CancelVerb.job(id, CancelOptions(), context)
        _ = try MoveVerbs.move(id, .retry, context)
      }
      let callbacks = try await bench.store.callbacks(of: .job(id))
      #expect(callbacks.map(\.state) == [.due, .waiting])
      #expect(callbacks.map(\.isOfEarlierEnd) == [true, false])
    }
  }

  @Test func thoseOfANewJobAreKnownAtOnce() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let states = try await bench.writer.perform { context throws(StoreError) -> [[CallbackState]] in
        guard case .created(let jobs, _) = try Submit.jobs([Self.told], idempotency: nil, context) else { return [] }
        let owner = Parent.job(jobs[0].id)
        var states = [try Self.states(owner, context)]
        Callbacks.insert([Callback(.command(["false"]), on: .success)], of: owner, context)
        states.append(try Self.states(owner, context))
        _ = try CancelVerb.job(jobs[0].id, CancelOptions(), context)
        states.append(try Self.states(owner, context))
        Callbacks.removeAll(of: owner, context)
        states.append(try Self.states(owner, context))
        return states
      }
      #expect(states == [[.waiting], [.waiting, .waiting], [.due, .unmet], []])
    }
  }

  @Test func numbersGoOnWhereAFailedTransactionLeftThem() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.insert(Self.told)
      await #expect(throws: StoreError.self) {
        try await bench.writer.perform { context throws(StoreError) in
          Callbacks.insert([Callback(.command(["true"]))], of: .job(id), context)
          throw .illegal(statement: "job", message: "no")
        }
      }
      try await bench.writer.perform { context throws(StoreError) in
        Callbacks.insert([Callback(.command(["true"]))], of: .job(id), context)
      }
      #expect(try await bench.store.callbacks(of: .job(id)).map(\.id) == [1, 2])
      try await bench.reopen()
      try await bench.writer.perform { context throws(StoreError) in
        Callbacks.insert([Callback(.command(["true"]))], of: .job(id), context)
      }
      #expect(try await bench.store.callbacks(of: .job(id)).map(\.id).last ?? 0 >= 3)
    }
  }

  /// What it costs to make them due is counted before they are read.
  @Test func endsOfWhichTheyAreToTellCount() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let ids = try await bench.insert([Self.told, Self.told]).map(\.id)
      let work = try await bench.writer.perform { context throws(StoreError) in
        let before = context.work
        for id in ids { Callbacks.tell(of: .job(id), isSuccess: true, context) }
        return context.work - before
      }
      #expect(work == 2 * Limits.toldEndWork)
    }
  }
}
