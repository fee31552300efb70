// How often submissions ask the rows: by their kinds, never by how many there are. Each call would be a round trip to a
// server.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SubmissionCallTests {
  /// The calls of so many submissions, each a request of its own.
  private func submit(
    _ bench: CallBench, _ count: Int, key: String? = nil, _ change: (inout NewJob, Int) -> Void = { _, _ in }
  ) async throws -> [String] {
    let jobs = (0..<count).map { index in NewJob.noop { change(&$0, index) } }
    let group = try await bench.together(count) { store, now, index in
      let request = key.map { IdempotencyRequest(key: "\($0)\(index)", fingerprint: [1]) { _, _ in [2] } }
      return try await store.insert([jobs[index]], idempotency: request, now: now)
    }
    for answer in group.values {
      if case .refused(let refusal) = answer { throw Unexpected(what: "a submission was refused: \(refusal)") }
    }
    return group.calls
  }

  @Test func plainOnes() async throws {
    try await expectSameCalls { bench, count in try await submit(bench, count) }
  }

  @Test func thoseWithIdempotencyKeysAndTheirRepeats() async throws {
    try await expectSameCalls { bench, count in
      let first = try await submit(bench, count, key: "k")
      return try await first + submit(bench, count, key: "k")
    }
  }

  @Test func thoseWithUniqueKeys() async throws {
    try await expectSameCalls { bench, count in
      try await submit(bench, count) { $0.unique = UniqueRule(key: "k\($1)") }
    }
  }

  @Test func thoseWhoseKeysAreTakenFromOthers() async throws {
    try await expectSameCalls { bench, count in
      try await bench.insert(count) { $0.unique = UniqueRule(key: "k\($1)") }
      return try await submit(bench, count) { $0.unique = UniqueRule(key: "k\($1)", onConflict: .replace) }
    }
  }

  @Test func thoseWithLimitKeysAndQueuesOfTheirOwn() async throws {
    try await expectSameCalls { bench, count in
      try await submit(bench, count) { job, index in
        job.limit = LimitRule(key: "k\(index)", max: 1)
        job.queue = "q\(index % 10)"
      }
    }
  }

  @Test(arguments: [StartRule.after(micros: 1_000_000), .now]) func thoseThatWaitForTheirTime(
    _ start: StartRule
  ) async throws {
    try await expectSameCalls { bench, count in
      try await submit(bench, count) { job, index in
        job.start = start
        job.deadline = bench.bench.now + 60_000_000 + Int64(index)
      }
    }
  }

  @Test func thoseWithParents() async throws {
    try await expectSameCalls { bench, count in
      let parents = try await bench.insert(count) { job, _ in job.holds = true }
      return try await submit(bench, count) { $0.after = [Dependency(.job(parents[$1]))] }
    }
  }

  /// They can never start.
  @Test func thoseWhoseParentsHaveEndedInAnotherWay() async throws {
    try await expectSameCalls { bench, count in
      let parents = try await bench.end(count, .threw(JobFailure(code: "no", message: "no")))
      return try await submit(bench, count) { $0.after = [Dependency(.job(parents[$1]))] }
    }
  }

  @Test func thoseWithFollowUpsAndCallbacks() async throws {
    try await expectSameCalls { bench, count in
      try await submit(bench, count) { job, _ in
        job.then = [FollowUp(on: .success, .noop())]
        job.callbacks = [Callback(.command(["true"]))]
      }
    }
  }

  /// Into as many batches, which nobody remembers.
  @Test func thoseThatJoinBatches() async throws {
    try await expectSameCalls { bench, count in
      try await bench.makeBatches(count)
      return try await submit(bench, count) { $0.batch = BatchID(Int64($1 + 1)) }
    }
  }

  @Test func thoseThatWaitForBatches() async throws {
    try await expectSameCalls { bench, count in
      try await bench.makeBatches(count)
      return try await submit(bench, count) { $0.after = [Dependency(.batch(BatchID(Int64($1 + 1))))] }
    }
  }
}
