// Jobs come in the order of their ends, each once, and the time for it can be up.

import JobClient
import JobWire
import Testing

@Suite struct CompletedJobsTests {
  @Test func jobsComeInTheOrderOfTheirEnds() async throws {
    try await ScriptedJobs.withClient { request in
      // The second request finds two more ends than the first.
      let fates: [Int64: WireJobState] =
        request.index == 0 ? [2: .failed] : [1: .succeeded, 2: .failed, 3: .cancelled]
      return ScriptedJobs.answer(request, fates)
    } _: { client, server in
      var seen: [Int64] = []
      for try await job in client.asCompleted([1, 2, 3, 2]) { seen.append(job.id) }
      #expect(seen == [2, 3, 1])
      let asked = try server.requests.map { try WaitRequest(jsonBytes: Array($0.body.utf8)) }
      #expect(asked.map(\.ids) == [[1, 2, 3, 2], [1, 3]])
      #expect(asked.allSatisfy { $0.until == .first })
    }
  }

  @Test func timeThatIsUpIsThrownWithWhatGoesOn() async throws {
    try await ScriptedJobs.withClient { request in
      ScriptedJobs.answer(request, [1: .succeeded, 2: .running])
    } _: { client, _ in
      var iterator = client.asCompleted([1, 2], timeout: WireDuration(micros: 0)).makeAsyncIterator()
      let first = try await iterator.next()
      #expect(first?.id == 1)
      await #expect(throws: ClientError.waitExpired(pending: [2])) { try await iterator.next() }
    }
  }
}
