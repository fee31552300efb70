// Waits over many jobs are made in parts; a batch is waited for by its own route.

import JobClient
import JobWire
import Testing

@Suite struct JobClientWaitTests {
  /// It changes nothing, so a connection that a restart has closed is no reason to fail.
  @Test func aWaitIsMadeAgainWhenItsConnectionIsLost() async throws {
    try await ScriptedJobs.withClient { request in
      request.index == 0 ? .hangUp : ScriptedJobs.answer(request, [7: .succeeded])
    } _: { client, server in
      let reply = try await client.wait(WaitRequest(ids: [7]))
      #expect(reply.done.map(\.id) == [7] && server.requests.count == 2)
    }
  }

  /// A daemon that stops says at once how things are, until it is gone.
  @Test func answersThatComeTooEarlyAreNotAskedForWithoutPause() async throws {
    let start = ContinuousClock.now
    try await ScriptedJobs.withClient { request in
      ScriptedJobs.reply(ScriptedJobs.view(7, request.index < 3 ? .running : .succeeded))
    } _: { client, _ in
      let job = try await client.wait(7)
      #expect(job.state == .succeeded)
    }
    #expect(ContinuousClock.now - start >= .milliseconds(600))
  }

  @Test func aWaitForAllOfManyJobsIsMadeInParts() async throws {
    let ids = Array(1...Int64(25_000))
    try await ScriptedJobs.withClient { request in
      ScriptedJobs.answer(request, Dictionary(uniqueKeysWithValues: ids.map { ($0, WireJobState.succeeded) }))
    } _: { client, server in
      let reply = try await client.wait(WaitRequest(ids: ids + [1], until: .all))
      #expect(reply.done.map(\.id) == ids)
      #expect(!reply.expired)
      #expect(server.requests.count == 3)
    }
  }

  @Test func partsThatAreNotDoneArePendingTogether() async throws {
    let ids = Array(1...Int64(10_002))
    try await ScriptedJobs.withClient { request in
      ScriptedJobs.answer(request, [1: .succeeded, 10_001: .failed])
    } _: { client, _ in
      let reply = try await client.wait(WaitRequest(ids: ids, timeout: WireDuration(micros: 0)))
      #expect(reply.done.map(\.id) == [1, 10_001])
      #expect(reply.pending.count == 10_000)
      #expect(reply.expired)
    }
  }

  @Test(arguments: [
    (WireWaitUntil.all, 3, "all"), (.first, 1, "first"), (.firstFailure, 2, "first-failure"),
    (.firstError, 2, "first-error"),
  ]) func aBatchIsWaitedForUntilItsConditionHolds(until: WireWaitUntil, requests: Int, word: String) async throws {
    try await ScriptedJobs.withClient { request in
      var view = BatchView(
        id: 3, size: 3, counts: StateCounts([.running: 2, .succeeded: 1]), createdAt: WireTime(micros: 1))
      if request.index > 0 { view.counts = StateCounts([.running: 1, .failed: 1, .succeeded: 1]) }
      view.done = request.index > 1
      return ScriptedJobs.reply(view)
    } _: { client, server in
      let view = try await client.wait(batch: 3, until: until)
      #expect(view.id == 3)
      #expect(server.requests.map(\.uri) == Array(repeating: "/v1/batches/3?wait=1m&until=\(word)", count: requests))
    }
  }
}
