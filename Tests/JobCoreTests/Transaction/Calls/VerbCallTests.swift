// How often what people do with jobs asks the rows: by what they do, never by how many of them do it at once.

import TestSupport
import Testing

@testable import JobCore

@Suite struct VerbCallTests {
  private static let failure = Outcome.threw(JobFailure(code: "no", message: "no"))

  private func cancel(_ bench: CallBench, _ ids: [JobID]) async throws -> [String] {
    let group = try await bench.together(ids.count) { store, now, index in
      var options = CancelOptions()
      options.reason = "no"
      return try await store.cancel(ids[index], options, now: now)
    }
    #expect(group.values.allSatisfy { $0.isDone })
    return group.calls
  }

  private func move(_ bench: CallBench, _ ids: [JobID], _ move: JobMove) async throws -> [String] {
    let group = try await bench.together(ids.count) { store, now, index in
      try await store.move(ids[index], move, now: now)
    }
    #expect(group.values.allSatisfy { $0.isDone })
    return group.calls
  }

  private func edit(_ bench: CallBench, _ ids: [JobID], _ patch: (Int) -> JobPatch) async throws -> [String] {
    let patches = ids.indices.map(patch)
    let group = try await bench.together(ids.count) { store, now, index in
      try await store.update(ids[index], patches[index], now: now)
    }
    #expect(group.values.allSatisfy { $0.isDone })
    return group.calls
  }

  // MARK: Cancels

  @Test func cancels() async throws {
    try await expectSameCalls { bench, count in try await cancel(bench, bench.insert(count)) }
  }

  @Test func cancelsOfWhatRuns() async throws {
    try await expectSameCalls { bench, count in try await cancel(bench, bench.start(count).map(\.id)) }
  }

  @Test func cancelsOfWhatRunsElsewhere() async throws {
    try await expectSameCalls { bench, count in try await cancel(bench, bench.startFar(count).map(\.job)) }
  }

  @Test func cancelsOfExternalJobs() async throws {
    try await expectSameCalls { bench, count in try await cancel(bench, bench.startExternal(count)) }
  }

  /// With all that may hang on them.
  @Test func cancelsThatHaveConsequences() async throws {
    try await expectSameCalls { bench, count in
      try await bench.makeBatches(count)
      let ids = try await bench.insert(count) { job, index in
        job.unique = UniqueRule(key: "k\(index)")
        job.batch = BatchID(Int64(index + 1))
        job.callbacks = [Callback(.command(["true"]))]
      }
      try await bench.insert(count) { $0.after = [Dependency(.job(ids[$1]))] }
      bench.forgetBatches()
      return try await cancel(bench, ids)
    }
  }

  // MARK: Moves

  @Test func releases() async throws {
    try await expectSameCalls { bench, count in
      let ids = try await bench.insert(count) { job, index in
        job.holds = true
        job.limit = LimitRule(key: "k\(index)", max: 1)
      }
      return try await move(bench, ids, .release)
    }
  }

  @Test func runsBeforeTheirTime() async throws {
    try await expectSameCalls { bench, count in
      let ids = try await bench.insert(count) { job, _ in job.start = .after(micros: 1_000_000) }
      return try await move(bench, ids, .run)
    }
  }

  @Test func retries() async throws {
    try await expectSameCalls { bench, count in
      let ids = try await bench.end(count, Self.failure) { job, index in
        job.unique = UniqueRule(key: "k\(index)")
        job.limit = LimitRule(key: "k\(index)", max: 1)
      }
      return try await move(bench, ids, .retry)
    }
  }

  // MARK: Edits

  @Test func edits() async throws {
    try await expectSameCalls { bench, count in
      try await edit(bench, bench.insert(count)) { index in
        var patch = JobPatch()
        patch.priority = 1
        patch.queue = "q\(index % 10)"
        patch.tags = ["a": "b"]
        patch.timeoutMicros = .set(1_000_000)
        return patch
      }
    }
  }

  @Test func editsOfWhatRunsElsewhere() async throws {
    try await expectSameCalls { bench, count in
      try await edit(bench, bench.startFar(count).map(\.job)) { _ in
        var patch = JobPatch()
        patch.timeoutMicros = .set(1_000_000)
        return patch
      }
    }
  }

  // MARK: Deletes

  @Test func deletes() async throws {
    try await expectSameCalls { bench, count in
      let ids = try await bench.end(count) { job, index in
        job.unique = UniqueRule(key: "k\(index)")
        job.callbacks = [Callback(.command(["true"]))]
      }
      let group = try await bench.together(count) { store, now, index in try await store.delete(ids[index], now: now) }
      #expect(group.values.allSatisfy { $0.value?.starts == [1] })
      return group.calls
    }
  }

  // MARK: Many at once

  private func bulk(_ bench: CallBench, _ verb: BulkVerb, _ ids: [JobID]) async throws -> [String] {
    let group = try await bench.together(1) { store, now, _ in try await store.bulk(verb, ids, now: now) }
    #expect(group.values[0].count == ids.count)
    return group.calls
  }

  @Test func bulkCancels() async throws {
    try await expectSameCalls { bench, count in
      let ids = try await bench.insert(count) { $0.unique = UniqueRule(key: "k\($1)") }
      return try await bulk(bench, .cancel, ids)
    }
  }

  @Test func bulkRetries() async throws {
    try await expectSameCalls { bench, count in
      let ids = try await bench.end(count, Self.failure) { $0.unique = UniqueRule(key: "k\($1)") }
      return try await bulk(bench, .retry, ids)
    }
  }

  @Test func bulkDeletes() async throws {
    try await expectSameCalls { bench, count in
      let ids = try await bench.end(count) { $0.unique = UniqueRule(key: "k\($1)") }
      return try await bulk(bench, .delete, ids)
    }
  }
}
