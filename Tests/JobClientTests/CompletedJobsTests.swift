// Jobs come in the order of their ends, each once, and the time for it can be up.

import JobClient
import JobWire
import TestSupport
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

  /// Each end costs a request that names all the others: of ten thousand, as many as end within 50 ms share one.
  @Test func manyJobsAreNotAskedForAtOnceAgain() async throws {
    let ids = Array(1...Int64(10_000))
    let asked = Noted<[ContinuousClock.Instant]>([])
    let began = ContinuousClock.now
    try await ScriptedJobs.withClient { request in
      asked.change { $0.append(.now) }
      return ScriptedJobs.answer(request, request.index == 0 ? [1: .succeeded] : [2: .succeeded])
    } _: { client, _ in
      var iterator = client.asCompleted(ids).makeAsyncIterator()
      _ = try await iterator.next()
      _ = try await iterator.next()
    }
    #expect(asked.value.count == 2)
    // The first question is long, and known to be asked only once it is there as a whole.
    #expect(asked.value[1] - began >= .milliseconds(49))
  }

  @Test(arguments: [[Int64](), [1]]) func answerWithoutAnEndIsUnexpected(_ done: [Int64]) async throws {
    try await ScriptedJobs.withClient { _ in
      let ended = done.map { ScriptedJobs.view($0, .succeeded) }
      return ScriptedJobs.reply(WaitReply(done: ended, pending: [1, 2], expired: false))
    } _: { client, server in
      var iterator = client.asCompleted([1, 2]).makeAsyncIterator()
      let error = await #expect(throws: ClientError.self) { try await iterator.next() }
      guard case .unexpectedAnswer = error else { return #expect(Bool(false), "\(String(describing: error))") }
      #expect(server.requests.count == 1, "the same again and again would never end")
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
