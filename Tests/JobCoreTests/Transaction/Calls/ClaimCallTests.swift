// How often claims ask the rows: by what is claimed, never by how much of it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ClaimCallTests {
  /// The calls of a claim of all of them.
  private func claim(_ bench: CallBench, _ count: Int) async throws -> [String] {
    let group = try await bench.together(1) { store, now, _ in try await store.claim(limit: count, now: now) }
    #expect(group.values[0].count == count)
    return group.calls
  }

  /// The calls of claims of remote workers, each for one job.
  private func claimFar(
    _ bench: CallBench, _ count: Int, waitMicros: Int64 = 0, key: String? = nil
  ) async throws -> [String] {
    var request = ClaimRequest(claimedBy: "token:worker")
    request.handlers = ["far"]
    request.waitMicros = waitMicros
    let group = try await bench.together(count) { [request] store, now, index in
      let idempotency = key.map { ClaimIdempotency(key: "\($0)\(index)", fingerprint: [1]) }
      return try await store.claimRemote(
        request, idempotency: idempotency, ticket: ClaimTicket(1_000 + index), now: now)
    }
    let given = group.values.reduce(0) { count, answer in
      if case .claims(let claims) = answer { count + claims.count } else { count }
    }
    #expect(given == count)
    return group.calls
  }

  @Test func ofPlainJobs() async throws {
    try await expectSameCalls { bench, count in
      try await bench.insert(count)
      return try await claim(bench, count)
    }
  }

  @Test func ofJobsWithLimitKeys() async throws {
    try await expectSameCalls { bench, count in
      try await bench.insert(count) { $0.limit = LimitRule(key: "k\($1)", max: 1) }
      return try await claim(bench, count)
    }
  }

  @Test func ofMembersOfBatches() async throws {
    try await expectSameCalls { bench, count in
      try await bench.makeBatches(count)
      try await bench.insert(count) { $0.batch = BatchID(Int64($1 + 1)) }
      bench.forgetBatches()
      return try await claim(bench, count)
    }
  }

  /// Of those whose submitter is limited, each parent is looked at.
  @Test(arguments: [nil, RealmLimits(queues: ["default"])]) func ofFollowUps(_ limits: RealmLimits?) async throws {
    try await expectSameCalls { bench, count in
      let parents = try await bench.end(count)
      try await bench.insert(count) { job, index in
        job.after = [Dependency(.job(parents[index]))]
        job.limits = limits
      }
      return try await claim(bench, count)
    }
  }

  @Test func ofJobsWithCheckpoints() async throws {
    try await expectSameCalls { bench, count in
      let jobs = try await bench.start(count)
      _ = try await bench.together(count) { store, _, index in
        try await store.setCheckpoint([1], of: jobs[index].fence)
      }
      _ = try await bench.end(jobs, .released(delayMicros: 0))
      return try await claim(bench, count)
    }
  }

  /// Those whose limit is 0 end instead, and the claim is withdrawn.
  @Test func thatEndWhatHasNoTime() async throws {
    try await expectSameCalls { bench, count in
      try await bench.insert(count) { job, _ in job.timeoutMicros = 0 }
      let group = try await bench.together(1) { store, now, _ in
        let claim = Task.immediate { try await store.claim(limit: count, now: now) }
        store.withdrawClaim()
        return try await claim.value
      }
      #expect(group.values[0].isEmpty)
      return group.calls
    }
  }

  @Test func ofRemoteWorkers() async throws {
    try await expectSameCalls { bench, count in
      try await bench.insert(count) { $0 = CallBench.far($1) }
      return try await claimFar(bench, count)
    }
  }

  @Test func ofRemoteWorkersThatMayWait() async throws {
    try await expectSameCalls { bench, count in
      try await bench.insert(count) { $0 = CallBench.far($1) }
      return try await claimFar(bench, count, waitMicros: 1_000_000, key: "k")
    }
  }

  @Test func ofRemoteWorkersForFollowUps() async throws {
    try await expectSameCalls { bench, count in
      let parents = try await bench.end(count)
      try await bench.insert(count) { job, index in
        job = CallBench.far(index)
        job.after = [Dependency(.job(parents[index]))]
        job.limits = RealmLimits(queues: ["default"])
      }
      return try await claimFar(bench, count)
    }
  }
}
