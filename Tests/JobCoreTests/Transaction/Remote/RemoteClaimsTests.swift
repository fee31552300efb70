// Claims of remote workers that come together: each is given what it would be given alone, from one look.

import Dispatch
import TestSupport
import Testing

@testable import JobCore

@Suite struct RemoteClaimsTests {
  /// What claims are given that come in one group, in their order; each asks for so many.
  private func claims(_ bench: StoreBench, _ remote: RemoteBench, _ wanted: [Int]) async throws -> [[JobID]] {
    let (writer, store, now) = (try bench.writer, remote.store, bench.now)
    writer.queue.suspend()
    let asked = wanted.enumerated().map { index, max in
      var request = ClaimRequest(claimedBy: "token:worker")
      request.handlers = ["far"]
      request.max = max
      let ticket = ClaimTicket(1_000 + index)
      return Task.immediate { [request] in
        let answer = try await store.claimRemote(request, idempotency: nil, ticket: ticket, now: now)
        guard case .claims(let claims) = answer else { throw RemoteBench.Draining() }
        return claims.map(\.job)
      }
    }
    writer.queue.resume()
    var given: [[JobID]] = []
    for task in asked { given.append(try await task.value) }
    return given
  }

  @Test func thoseThatComeTogetherAreServedInTheirOrder() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let ids = try await bench.insert((0..<5).map { index in NewJob.far { $0.priority = index } }).map(\.id)
      let given = try await claims(bench, remote, [1, 2, 4, 1])
      #expect(given == [[ids[4]], [ids[3], ids[2]], [ids[1], ids[0]], []])
    }
  }

  @Test func slotsAndLimitsHoldForAllOfThem() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      var narrow = QueueSettings()
      narrow.slots = 2
      try await bench.store.setQueue("narrow", narrow, now: bench.now)
      _ = try await bench.insert((0..<4).map { _ in .far { $0.queue = "narrow" } })
      _ = try await bench.insert((0..<4).map { _ in .far { $0.limit = LimitRule(key: "k", max: 1) } })
      let given = try await claims(bench, remote, [1, 1, 1, 1, 1])
      #expect(given.map(\.count) == [1, 1, 1, 0, 0])
    }
  }

  @Test func oneWithoutTimeIsPassedByAndTheNextIsGiven() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let dead = try await bench.insert(.far { $0.timeoutMicros = 0 })
      let live = try await bench.insert(.far())
      #expect(try await claims(bench, remote, [1, 1]) == [[live], []])
      #expect(try await bench.state(dead) == .failed)
    }
  }

  /// As many are found as were asked for, and none of them may start: nobody looks for them again and again.
  @Test(arguments: [1, 100]) func whatIsHeldBackIsLookedAtOnce(max: Int) async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      var slow = QueueSettings()
      slow.rate = StartRate(count: 1, perMicros: 3_600_000_000, burst: 1)
      try await bench.store.setQueue("slow", slow, now: bench.now)
      _ = try await bench.insert((0..<3).map { _ in .far { $0.queue = "slow" } })
      #expect(try await claims(bench, remote, [max]).map(\.count) == [1])
      #expect(try await claims(bench, remote, [max, max]).map(\.count) == [0, 0])
      var narrow = QueueSettings()
      narrow.slots = 2
      try await bench.store.setQueue("narrow", narrow, now: bench.now)
      _ = try await bench.insert(.far { $0.queue = "narrow" })
      #expect(try await claims(bench, remote, [1]).map(\.count) == [1])
      _ = try await bench.insert(
        NewJob.far {
          $0.queue = "narrow"
          $0.slotsNeeded = 2
        })
      #expect(try await claims(bench, remote, [max]).map(\.count) == [0])
    }
  }

  /// Not all fit into one transaction.
  @Test func noneIsForgottenByAShortTransaction() async throws {
    try await StoreKind.brief.withRemoteStore { bench, remote in
      let ids = try await bench.insert((0..<12).map { _ in .far() }).map(\.id)
      let given = try await claims(bench, remote, Array(repeating: 1, count: 14))
      #expect(given.flatMap(\.self) == ids)
    }
  }

  /// Before it stand more of them than one transaction ends.
  @Test(arguments: [nil, "k"]) func claimThatDoesNotWaitIsGivenWhatStandsBehindManyWithoutTime(key: String?)
    async throws
  {
    try await StoreKind.brief.withRemoteStore { bench, remote in
      let dead = try await bench.insert((0..<60).map { _ in NewJob.far { $0.timeoutMicros = 0 } }).map(\.id)
      let live = try await bench.insert(.far())
      #expect(try await remote.claim(key: key).map(\.job) == [live])
      #expect(Set(try await bench.store.states(dead).values) == [.failed])
      #expect(try await remote.claim(key: key.map { $0 + "2" }).isEmpty)
    }
  }

  @Test func largePayloadsEndAnAnswerAndStayWhole() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let payload = "\"" + String(repeating: "x", count: 900_000) + "\""
      let ids = try await bench.insert(
        (0..<12).map { _ in NewJob.far { $0.work = .handler(name: "far", payload: payload) } }
      ).map(\.id)
      let given = try await remote.claim(max: 100)
      #expect(given.map(\.job) == Array(ids.prefix(5)))
      #expect(given.allSatisfy { $0.payload == payload })
      #expect(try await remote.claim(max: 100).map(\.job) == Array(ids[5..<10]))
      #expect(try await remote.claim(max: 100).map(\.job) == Array(ids[10...]))
    }
  }

  private func poll(_ number: Int, wait: Int64, key: String? = nil) -> (poll: RemoteLine.Poll, ticket: ClaimTicket) {
    var request = ClaimRequest(claimedBy: "token:worker")
    request.handlers = ["far"]
    request.waitMicros = wait
    let ticket = ClaimTicket(number)
    let poll = RemoteLine.Poll(
      ticket: ticket, request: request, idempotency: key.map { ClaimIdempotency(key: $0, fingerprint: [1]) },
      answer: { _ in })
    return (poll, ticket)
  }

  /// Its connection was closed while it was on its way.
  @Test func claimThatWasWithdrawnBeforeItsTurnIsGivenNothing() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let (poll, ticket) = poll(1_000, wait: 1)
      ticket.withdraw()
      let isAnswered = try await bench.writer.perform { context throws(StoreError) in
        if case .claims(let claims, _) = try RemoteClaims.ask(poll, context) { claims.isEmpty } else { false }
      }
      #expect(isAnswered)
      let id = try await bench.insert(.far())
      #expect(try await bench.state(id) == .queued)
      #expect(try await remote.claim().map(\.job) == [id])
    }
  }

  /// In one transaction: the answer under the key is that of the second.
  @Test func claimThatDoesNotWaitTakesThePlaceOfOneThatDoes() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let ids = try await bench.insert([.far(), .far()]).map(\.id)
      let (first, second) = (poll(1_000, wait: 1, key: "k").poll, poll(1_001, wait: 0, key: "k").poll)
      let given = try await bench.writer.perform { context throws(StoreError) -> (jobs: [JobID], replaced: Int?) in
        _ = try RemoteClaims.ask(first, context)
        guard case .claims(let claims, let replaced) = try RemoteClaims.ask(second, context) else { return ([], nil) }
        return (claims.map(\.job), replaced?.id)
      }
      #expect(given.jobs == [ids[0]] && given.replaced == 1_000)
      #expect(try await bench.store.states(ids) == [ids[0]: .running, ids[1]: .queued])
    }
  }
}
