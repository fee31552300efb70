// How often what is said of attempts elsewhere asks the rows: by what is said, never by how often.

import TestSupport
import Testing

@testable import JobCore

@Suite struct RemoteCallTests {
  private static let failure = RemoteEnd.failed(JobFailure(code: "no", message: "no"), mayRetry: true)

  private func end(
    _ bench: CallBench, _ claims: [RemoteClaim], _ end: RemoteEnd = .completed(result: nil), next: Int = 0
  ) async throws -> (ended: Int, given: Int, calls: [String]) {
    var request = ClaimRequest(claimedBy: "token:worker")
    request.handlers = ["far"]
    request.max = next
    let group = try await bench.together(claims.count) { [request] store, now, index in
      var ending = RemoteEnding(fence: claims[index].fence, end: end, fingerprint: [1])
      if next > 0 { ending.next = request }
      return try await store.endRemote([ending], now: now)
    }
    var (ended, given) = (0, 0)
    for case .ended(_, let claims) in group.values.joined() { (ended, given) = (ended + 1, given + claims.count) }
    return (ended, given, group.calls)
  }

  @Test(arguments: [false, true]) func ends(withKeys: Bool) async throws {
    try await expectSameCalls { bench, count in
      let claims = try await bench.startFar(count) { if withKeys { $0.unique = UniqueRule(key: "k\($1)") } }
      let (ended, _, calls) = try await end(bench, claims)
      #expect(ended == count)
      return calls
    }
  }

  @Test func endsWithWhatComesNext() async throws {
    try await expectSameCalls { bench, count in
      let claims = try await bench.startFar(count)
      try await bench.insert(count) { $0 = CallBench.far($1) }
      let (ended, given, calls) = try await end(bench, claims, next: 1)
      #expect(ended == count && given == count)
      return calls
    }
  }

  @Test func endsThatAreTriedAgain() async throws {
    try await expectSameCalls { bench, count in
      let claims = try await bench.startFar(count) { job, _ in job.retry = .attempts(3) }
      return try await end(bench, claims, Self.failure).calls
    }
  }

  @Test func endsThatAreToldAgain() async throws {
    try await expectSameCalls { bench, count in
      let claims = try await bench.startFar(count)
      _ = try await end(bench, claims)
      let (ended, _, calls) = try await end(bench, claims)
      #expect(ended == count)
      return calls
    }
  }

  /// Nobody asks for the terms of their jobs, which may have unique keys.
  @Test(arguments: [false, true]) func heartbeats(withKeys: Bool) async throws {
    try await expectSameCalls { bench, count in
      let claims = try await bench.startFar(count) { if withKeys { $0.unique = UniqueRule(key: "k\($1)") } }
      let group = try await bench.together(count) { store, now, index in
        try await store.heartbeats([claims[index].fence], now: now)
      }
      #expect(group.calls.count { $0 == "read" } == 1)
      return group.calls
    }
  }

  @Test func looksWhetherTheyLive() async throws {
    try await expectSameCalls { bench, count in
      let claims = try await bench.startFar(count)
      return try await bench.together(count) { store, _, index in
        try await store.isLive(claims[index].fence)
      }.calls
    }
  }

  @Test func questionsWhyTheyAreStale() async throws {
    try await expectSameCalls { bench, count in
      let claims = try await bench.startFar(count)
      _ = try await end(bench, claims)
      return try await bench.together(count) { store, _, index in
        try await store.whyStale(claims[index].fence)
      }.calls
    }
  }

  @Test func claimsThatAreGivenBack() async throws {
    try await expectSameCalls { bench, count in
      let claims = try await bench.startFar(count)
      return try await bench.together(count) { store, now, index in
        store.giveBack([claims[index].fence], now: now)
        try await store.ping()
      }.calls
    }
  }

  @Test func leasesThatRunOut() async throws {
    try await expectSameCalls { bench, count in
      _ = try await bench.startFar(count) { job, index in
        job.unique = UniqueRule(key: "k\(index)")
        job.retry = .attempts(3)
      }
      bench.bench.now = bench.bench.now + 600_000_000
      let calls = try await bench.promoteDue().calls
      #expect(try await bench.bench.counts()[.running] == nil)
      return calls
    }
  }

  @Test func timeoutsThatTheyAreToldOf() async throws {
    try await expectSameCalls { bench, count in
      _ = try await bench.startFar(count) { job, _ in job.timeoutMicros = 1_000_000 }
      bench.bench.now = bench.bench.now + 2_000_000
      return try await bench.promoteDue().calls
    }
  }

  @Test func startsOfExternalJobs() async throws {
    try await expectSameCalls { bench, count in
      let group = try await bench.together(1) { store, now, _ in
        try await store.insert([NewJob](repeating: NewJob(.external), count: count), idempotency: nil, now: now)
      }
      return try #require(group.later.first)
    }
  }

  @Test func endsOfExternalJobs() async throws {
    try await expectSameCalls { bench, count in
      let ids = try await bench.startExternal(count)
      let group = try await bench.together(count) { store, now, index in
        try await store.endExternal(ids[index], .completed(result: nil), now: now)
      }
      #expect(group.values.allSatisfy { $0.isDone })
      return group.calls
    }
  }
}
