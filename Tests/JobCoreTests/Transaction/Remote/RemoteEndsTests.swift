// Ends of remote attempts that come together, and what their workers are given next.

import Dispatch
import TestSupport
import Testing

@testable import JobCore

@Suite struct RemoteEndsTests {
  private func ending(_ claim: RemoteClaim, next max: Int = 0, fingerprint: [UInt8] = [0]) -> RemoteEnding {
    var ending = RemoteEnding(fence: claim.fence, end: .completed(result: nil), fingerprint: fingerprint)
    if max > 0 {
      var request = ClaimRequest(claimedBy: "token:worker")
      request.handlers = ["far"]
      request.max = max
      ending.next = request
    }
    return ending
  }

  private func claims(_ answer: RemoteEndAnswer) throws -> [JobID] {
    guard case .ended(_, let claims) = answer else { throw Unexpected(what: "\(answer)") }
    return claims.map(\.job)
  }

  @Test func whatFollowsFromAllEndsIsThereForThoseWhoWantMore() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let parents = try await bench.insert([.far(), .far()]).map(\.id)
      let children = try await bench.insert(
        parents.map { id in NewJob.far { $0.after = [Dependency(.job(id))] } }
      ).map(\.id)
      let given = try await remote.claim(max: 2)
      let answers = try await remote.store.endRemote(
        [ending(given[0], next: 2), ending(given[1], next: 2)], now: bench.now)
      #expect(try answers.map(claims) == [children, []])
    }
  }

  @Test func endIsRecordedThoughWhatItsWorkerWantsNextCannotBeRead() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let ids = try await bench.insert([.far(), .far()]).map(\.id)
      let given = try await remote.claim(max: 1)
      try bench.makeUnreadable(ids[1])
      let answers = try await remote.store.endRemote([ending(given[0], next: 1)], now: bench.now)
      #expect(try answers.map(claims) == [[]])
      #expect(try await bench.state(ids[0]) == .succeeded)
    }
  }

  @Test func oneThatCannotBeReadKeepsNoOtherFromEnding() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let ids = try await bench.insert((0..<3).map { _ in .far() }).map(\.id)
      let given = try await remote.claim(max: 3)
      try bench.makeUnreadable(ids[1])
      let answers = try await remote.store.endRemote(given.map { ending($0) }, now: bench.now)
      guard case .stale(let why) = answers[1] else { throw Unexpected(what: "\(answers[1])") }
      #expect(why.contains("cannot be recorded"))
      #expect(try await bench.store.states([ids[0], ids[2]]) == [ids[0]: .succeeded, ids[2]: .succeeded])
    }
  }

  @Test func exactRepeatIsAnsweredAlikeAlsoWithinATransaction() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let ids = try await bench.insert([.far(), .far()]).map(\.id)
      let given = try await remote.claim(max: 1)
      let first = ending(given[0], next: 1)
      let answers = try await remote.store.endRemote([first, first], now: bench.now)
      #expect(try answers.map(claims) == [[ids[1]], [ids[1]]])
      let again = try await remote.store.endRemote([first, first], now: bench.now)
      #expect(try again.map(claims) == [[ids[1]], [ids[1]]])
      let other = try await remote.store.endRemote([ending(given[0], fingerprint: [1])], now: bench.now)
      guard case .stale(let why)? = other.first else { throw Unexpected(what: "\(other)") }
      #expect(why.contains("by another request"))
    }
  }

  @Test func manyEndsTakeAsManyTransactionsAsTheyNeed() async throws {
    try await StoreKind.brief.withRemoteStore { bench, remote in
      _ = try await bench.insert((0..<20).map { _ in .far() })
      let given = try await remote.claim(max: 20)
      var all = given
      while all.count < 20 { all += try await remote.claim(max: 20) }
      let answers = try await remote.store.endRemote(all.map { ending($0) }, now: bench.now)
      #expect(answers.count == 20)
      #expect(try await bench.counts() == [.succeeded: 20])
    }
  }

  /// The worker whose attempt ended was given nothing; what comes due behind that is for another who waits.
  @Test func whoWaitsIsGivenWhatComesDueBehindTheEnds() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      _ = try await bench.insert(.far())
      let given = try await remote.claim()
      let due = try await bench.insert(.far { $0.start = .after(micros: 1_000) })
      let waiting = remote.wait()
      try await bench.store.ping()
      bench.now = bench.now + 1_000
      let (writer, store, now) = (try bench.writer, remote.store, bench.now)
      let end = ending(given[0], next: 1)
      var other = ClaimRequest(claimedBy: "token:worker")
      other.handlers = ["other"]
      writer.queue.suspend()
      let ended = Task.immediate { try await store.endRemote([end], now: now) }
      // For one who has just come it is looked what is due.
      let passing = Task.immediate { [other] in
        try await store.claimRemote(other, idempotency: nil, ticket: ClaimTicket(1_000), now: now)
      }
      writer.queue.resume()
      #expect(try await ended.value.map(claims) == [[]])
      _ = try await passing.value
      remote.withdraw(2)
      #expect(try await waiting.value.map(\.job) == [due])
    }
  }

  /// What is kept for no time is removed by whoever looks next, but not before its worker has been told.
  @Test func endIsToldThoughItsJobIsRemovedInTheSameTransaction() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let ids = try await bench.insert([.far { $0.keepForMicros = 0 }, .far()]).map(\.id)
      let given = try await remote.claim()
      let (writer, workers, store, now) = (try bench.writer, remote.store, bench.store, bench.now)
      let end = ending(given[0], next: 1)
      writer.queue.suspend()
      let ended = Task.immediate { try await workers.endRemote([end], now: now) }
      let pruned = Task.immediate { try await store.prune(now: now, limit: 10) }
      writer.queue.resume()
      #expect(try await ended.value.map(claims) == [[ids[1]]])
      #expect(try await pruned.value.jobs.map(\.id) == [ids[0]])
    }
  }

  @Test func noMoreIsPromisedThanIsQueued() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      _ = try await bench.insert([.far(), .far(), .far()])
      let given = try await remote.claim(max: 2)
      let endings = given.map { ending($0, next: 100) }
      let promised = try await bench.writer.perform { context throws(StoreError) in
        _ = try RemoteEnds.begin(endings[...], context)
        return context.course.budget.promised
      }
      #expect(promised == Limits.claimWork)
    }
  }

  /// A backlog of others' jobs is nothing to its worker.
  @Test func nothingIsPromisedOfWhatTheWorkerCannotHave() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      _ = try await bench.insert(.far())
      let given = try await remote.claim()
      _ = try await bench.insert([.noop(), .noop(), .noop()])
      let end = ending(given[0], next: 100)
      let promised = try await bench.writer.perform { context throws(StoreError) in
        _ = try RemoteEnds.begin([end], context)
        return context.course.budget.promised
      }
      #expect(promised == 0)
    }
  }
}
