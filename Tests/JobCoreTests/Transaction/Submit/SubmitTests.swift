// Submissions that meet others of their transaction.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SubmitTests {
  private func submit(_ requests: [[NewJob]], _ bench: StoreBench) async throws -> [InsertAnswer] {
    try await bench.writer.perform { tx throws(StoreError) in
      var answers: [InsertAnswer] = []
      for jobs in requests { answers.append(try Submit.jobs(jobs, idempotency: nil, tx)) }
      return answers
    }
  }

  @Test func keyOfTheTransactionIsReplacedOrReturned() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let first = NewJob.noop { $0.unique = UniqueRule(key: "k") }
      let second = NewJob.noop { $0.unique = UniqueRule(key: "k", onConflict: .replace) }
      let third = NewJob.noop { $0.unique = UniqueRule(key: "k", onConflict: .return) }
      let answers = try await submit([[first], [second], [third]], bench)
      guard case .created(let jobs, let existing) = answers[2] else { throw Unexpected(what: "\(answers[2])") }
      #expect(jobs.map(\.id) == [JobID(2)] && existing == [JobID(2)])
      let replaced = try await bench.job(JobID(1))
      #expect(replaced.state == .cancelled)
      #expect(replaced.failure?.message == "replaced by a newer job with the unique key \"k\"")
      #expect(try await bench.counts() == [.queued: 1, .cancelled: 1])
    }
  }

  @Test func parentThatHasEndedOtherwiseInTheTransactionSkips() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let parent = try await bench.put(in: .held)
      let answer = try await bench.writer.perform { tx throws(StoreError) in
        _ = try CancelVerb.job(parent, CancelOptions(), tx)
        var child = NewJob.noop()
        child.after = [Dependency(.job(parent))]
        child.then = [FollowUp(on: .any, .noop())]
        return try Submit.jobs([child], idempotency: nil, tx)
      }
      guard case .created(let jobs, _) = answer else { throw Unexpected(what: "\(answer)") }
      #expect(jobs[0].state == .skipped && jobs[0].reason == .dependency)
      // What was to follow whatever comes of it is there, and ready.
      #expect(try await bench.state(jobs[0].children[0]) == .queued)
      guard case .needed = try await bench.store.delete(jobs[0].id, now: bench.now) else {
        throw Unexpected(what: "nobody follows it")
      }
    }
  }

  @Test func timeThatItsQueueGivesIsStored() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var settings = QueueSettings()
      settings.defaultTimeoutMicros = 7
      try await bench.store.setQueue("timed", settings, now: bench.now)
      let ids = try await bench.insert([
        .noop { $0.queue = "timed" },
        .noop {
          $0.queue = "timed"
          $0.timeoutMicros = -1
        },
      ]).map(\.id)
      #expect(try await bench.store.detail(ids[0])?.spec.timeoutMicros == 7)
      #expect(try await bench.store.detail(ids[1])?.spec.timeoutMicros == 0)
    }
  }
}
