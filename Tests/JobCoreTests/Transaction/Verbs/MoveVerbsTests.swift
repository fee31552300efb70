// Hold, release, run and retry, in the transaction in which other things are done to the same job.

import TestSupport
import Testing

@testable import JobCore

@Suite struct MoveVerbsTests {
  @Test func retryForgetsACancelOfTheSameTransaction() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.insert(.noop { $0.unique = UniqueRule(key: "k") })
      let answers = try await bench.writer.perform { tx throws(StoreError) in
        var options = CancelOptions()
        options.reason = "not now"
        _ = try CancelVerb.job(id, options, tx)
        return [try MoveVerbs.move(id, .retry, tx), try MoveVerbs.move(id, .retry, tx)]
      }
      #expect(answers.map(\.isDone) == [true, false])
      let job = try await bench.job(id)
      #expect(job.state == .queued && !job.isCancelRequested && job.failure == nil)
      guard case .duplicate = try await bench.refusal([.noop { $0.unique = UniqueRule(key: "k") }]) else {
        throw Unexpected(what: "its key was free")
      }
    }
  }

  @Test func keyThatAnotherHasTakenMeanwhileIsNotTakenBack() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let new = NewJob.noop { $0.unique = UniqueRule(key: "k") }
      let first = try await bench.insert(new)
      let answer = try await bench.writer.perform { tx throws(StoreError) in
        _ = try CancelVerb.job(first, CancelOptions(), tx)
        _ = try Submit.jobs([new], idempotency: nil, tx)
        return try MoveVerbs.move(first, .retry, tx)
      }
      guard case .duplicate("k", let holder) = answer else { throw Unexpected(what: "\(answer)") }
      #expect(holder != first)
    }
  }

  @Test func retryAfterItsDeadlineHasNone() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let deadline = bench.now + 1_000_000
      let id = try await bench.insert(.noop { $0.deadline = deadline })
      _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
      bench.now = bench.now + 2_000_000
      #expect(try await bench.store.move(id, .retry, now: bench.now).isDone)
      #expect(try await bench.store.detail(id)?.spec.deadline == nil)
      bench.store.promoteDue(now: bench.now)
      #expect(try await bench.state(id) == .queued)
    }
  }

  @Test(arguments: JobMove.allCases, JobState.allCases)
  func moveIsForTheStatesItIsFor(_ move: JobMove, _ state: JobState) async throws {
    let isFor: Bool =
      switch move {
      case .hold: [.scheduled, .blocked, .queued, .retrying].contains(state)
      case .release: state == .held
      case .run: [.queued, .scheduled, .retrying].contains(state)
      case .retry: [.failed, .cancelled, .skipped].contains(state)
      }
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.put(in: state)
      let answer = try await bench.store.move(id, move, now: bench.now)
      #expect(answer.isDone == isFor)
      if !isFor { #expect(answer.refusal == state) }
      #expect(try await bench.state(id) == (isFor ? move == .hold ? .held : .queued : state))
    }
  }
}
