// How often ends of attempts ask the rows: by what hangs on them, never by how many there are.

import TestSupport
import Testing

@testable import JobCore

@Suite struct EndCallTests {
  private static let failure = Outcome.threw(JobFailure(code: "no", message: "no"))

  @Test func ofJobsWithUniqueKeys() async throws {
    try await expectSameCalls { bench, count in
      try await bench.end(bench.start(count) { $0.unique = UniqueRule(key: "k\($1)") }).calls
    }
  }

  @Test func ofJobsWithLimitKeys() async throws {
    try await expectSameCalls { bench, count in
      try await bench.insert(2 * count) { $0.limit = LimitRule(key: "k\($1 / 2)", max: 1) }
      let jobs = try await bench.bench.claim(count)
      #expect(jobs.count == count)
      let ends = try await bench.end(jobs).calls
      let claim = try await bench.together(1) { store, now, _ in try await store.claim(limit: count, now: now) }
      #expect(claim.values[0].count == count)
      return ends + claim.calls
    }
  }

  @Test func thatLeaveProgressAndTakeAwayCheckpoints() async throws {
    try await expectSameCalls { bench, count in
      let jobs = try await bench.start(count)
      _ = try await bench.together(count) { store, _, index in
        try await store.setCheckpoint([1], of: jobs[index].fence)
      }
      return try await bench.end(jobs).calls
    }
  }

  @Test func thatAreTriedAgain() async throws {
    try await expectSameCalls { bench, count in
      try await bench.end(bench.start(count) { job, _ in job.retry = .attempts(3) }, Self.failure).calls
    }
  }

  /// Of jobs that have been put off so often that their first attempts are shown no more.
  @Test func thatGiveTheAttemptBack() async throws {
    try await expectSameCalls { bench, count in
      var jobs = try await bench.start(count)
      for _ in 0..<Limits.givenBackShownMax {
        _ = try await bench.end(jobs, .released(delayMicros: 0))
        jobs = try await bench.bench.claim(count)
      }
      return try await bench.end(jobs, .released(delayMicros: 0)).calls
    }
  }

  @Test func withCallbacks() async throws {
    try await expectSameCalls { bench, count in
      let jobs = try await bench.start(count) { job, _ in
        job.callbacks = [Callback(.command(["true"])), Callback(.command(["false"]), on: .failure)]
      }
      return try await bench.end(jobs).calls
    }
  }

  /// With some of their own, which have to be read, and without.
  @Test(arguments: [true, false]) func inAQueueWithCallbacks(_ haveOwn: Bool) async throws {
    try await expectSameCalls { bench, count in
      try await bench.setCallbacks([Callback(.command(["page"])), Callback(.command(["page"]), on: .failure)])
      let jobs = try await bench.start(count) { job, _ in
        if haveOwn { job.callbacks = [Callback(.command(["true"]))] }
      }
      return try await bench.end(jobs).calls
    }
  }

  /// What a queue tells nobody of costs what it costs in a queue that tells nobody anything.
  @Test func inAQueueWhoseCallbacksAreForOtherEnds() async throws {
    var calls: [[String]] = []
    for callbacks in [[], [Callback(.command(["page"]), on: .failure)]] {
      let bench = try CallBench()
      try await bench.setCallbacks(callbacks)
      calls.append(try await bench.end(bench.start(100)).calls)
      await bench.bench.store.close()
    }
    #expect(calls[0] == calls[1] && !calls[0].isEmpty)
  }

  @Test(arguments: [EndCondition.success, .failure]) func withFollowUps(_ condition: EndCondition) async throws {
    try await expectSameCalls { bench, count in
      let jobs = try await bench.start(count) { job, _ in job.then = [FollowUp(on: condition, .noop())] }
      return try await bench.end(jobs).calls
    }
  }

  /// As many more calls for each link of the chains, however many chains there are.
  @Test func withChainsThatAreSkipped() async throws {
    try await expectSameCalls { bench, count in
      let jobs = try await bench.start(count) { job, _ in
        let last = NewJob.noop()
        let middle = NewJob.noop { $0.then = [FollowUp(last)] }
        job.then = [FollowUp(middle)]
      }
      return try await bench.end(jobs, Self.failure).calls
    }
  }

  /// Jobs that the ended ones have made.
  @Test func withNewJobs() async throws {
    try await expectSameCalls { bench, count in
      let jobs = try await bench.start(count)
      let ends = jobs.enumerated().map { index, job in
        var end = bench.bench.transition(job, .returned(result: nil))
        end.followUps = [FollowUp(.noop { $0.unique = UniqueRule(key: "k\(index)") })]
        return end
      }
      return try await bench.together(count) { store, now, index in try await store.apply(ends[index], now: now) }.calls
    }
  }

  @Test func ofMembersOfOneBatch() async throws {
    try await expectSameCalls { bench, count in
      try await bench.makeBatches(1)
      let jobs = try await bench.start(count) { job, _ in job.batch = BatchID(1) }
      bench.forgetBatches()
      return try await bench.end(jobs).calls
    }
  }

  @Test func ofMembersOfManyBatches() async throws {
    try await expectSameCalls { bench, count in
      try await bench.makeBatches(count)
      let jobs = try await bench.start(count) { $0.batch = BatchID(Int64($1 + 1)) }
      bench.forgetBatches()
      return try await bench.end(jobs).calls
    }
  }

  /// Their batches are done, and jobs wait for them.
  @Test func thatEndBatches() async throws {
    try await expectSameCalls { bench, count in
      let batches = try await bench.makeWholeBatches(count)
      try await bench.insert(count) { job, index in
        job.after = [Dependency(.batch(batches[index]))]
        job.holds = true
      }
      let jobs = try await bench.bench.claim(count)
      #expect(jobs.count == count)
      bench.forgetBatches()
      return try await bench.end(jobs).calls
    }
  }

  /// The others of one batch are cancelled, all of them together.
  @Test func thatEndTheOthersOfABatch() async throws {
    try await expectSameCalls(many: Limits.batchCancelChunk - 10) { bench, count in
      try await bench.makeBatches(1) { $0.isFailFast = true }
      try await bench.insert(count + 2) { job, _ in job.batch = BatchID(1) }
      // The batch is not done before the second of them has ended.
      let jobs = try await bench.bench.claim(2)
      return try await bench.end([jobs[0]], Self.failure).calls
    }
  }
}

extension CallBench {
  fileprivate func setCallbacks(_ callbacks: [Callback]) async throws {
    var change = QueueChange()
    change.callbacks = .set(callbacks)
    _ = try await bench.store.setQueue("default", change, now: bench.now)
  }
}
