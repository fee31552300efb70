// Requests on their way: what goes wrong below HTTP, what is tried again, and whose answers are not taken.

import JobWire
import Testing

@testable import JobClient

@Suite struct TransportTests {
  private static func jobText(_ state: WireJobState) -> String {
    let view = JobView(
      id: 7, name: "job-7", kind: "exec", queue: "default", priority: 0, state: state, attempt: 1, maxAttempts: 1,
      createdAt: WireTime(micros: 1))
    return String(decoding: view.jsonBytes(), as: UTF8.self)
  }

  @Test func lostConnectionIsTriedAgainWithAKeyOnly() async throws {
    try await ScriptedJobs.withClient { request in
      request.index == 0 ? .hangUp : .reply(status: 201, body: Self.jobText(.queued))
    } _: { client, server in
      _ = try await client.submit(SubmitRequest(argv: ["true"]), idempotencyKey: "k1")
      #expect(server.requests.count == 2)
    }
    try await ScriptedJobs.withClient { _ in
      .hangUp
    } _: { client, server in
      let error = await #expect(throws: ClientError.self) { try await client.submit(SubmitRequest(argv: ["true"])) }
      guard case .connectionLost = error else { return #expect(Bool(false), "\(String(describing: error))") }
      #expect(server.requests.count == 1)
    }
  }

  /// The first one may have arrived, and then there is nothing to delete any more.
  @Test func deleteThatFindsNothingTheSecondTimeIsDone() async throws {
    let problem = Problem(.notFound, detail: "There is no job 7.", hint: "")
    let works: [@Sendable (JobClient) async throws -> Void] = [
      { try await $0.delete(7) }, { try await $0.deleteSchedule("nightly") },
    ]
    for work in works {
      try await ScriptedJobs.withClient { request in
        request.index == 0 ? .hangUp : .reply(status: 404, body: ScriptedJobs.text(problem))
      } _: { client, server in
        try await work(client)
        #expect(server.requests.count == 2)
        await #expect(throws: ClientError.refused(problem), "nothing was lost before this one") {
          try await work(client)
        }
      }
    }
  }

  /// How many callbacks the first one has removed, the second one does not say.
  @Test func deleteThatAnswersWithACountIsNotMadeTwice() async throws {
    try await ScriptedJobs.withClient { _ in
      .hangUp
    } _: { client, server in
      let error = await #expect(throws: ClientError.self) { try await client.removeCallbacks(7) }
      guard case .connectionLost = error else { return #expect(Bool(false), "\(String(describing: error))") }
      #expect(server.requests.count == 1)
    }
  }

  @Test(arguments: [(200, "{}"), (200, "hello"), (500, "oops"), (302, "")])
  func otherAnswersAreNotTakenForJobd(status: Int, body: String) async throws {
    try await ScriptedJobs.withClient { _ in
      .reply(status: status, body: body)
    } _: { client, _ in
      let error = await #expect(throws: ClientError.self) { try await client.job(7) }
      guard case .unexpectedAnswer(_, status, _) = error else {
        return #expect(Bool(false), "\(String(describing: error))")
      }
    }
  }

  @Test func missingSocketIsUnreachableAndSaysHowToStart() async throws {
    let client = JobClient(endpoint: .unix(path: "/nonexistent/jobd.sock"))
    let error = await #expect(throws: ClientError.self) { try await client.info() }
    await client.shutdown()
    guard case .unreachable(_, "there is no such socket") = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(error?.hint?.contains("systemctl start jobd") == true)
  }

  @Test func whatIsRepeatedOnceIsNotRepeatedTwice() async throws {
    try await ScriptedJobs.withClient { _ in
      .hangUp
    } _: { client, server in
      let error = await #expect(throws: ClientError.self) { try await client.job(7) }
      guard case .connectionLost = error else { return #expect(Bool(false), "\(String(describing: error))") }
      #expect(server.requests.count == 2)
    }
  }

  @Test func errorThatIsLargerThanAnyProblemIsNoneOfTheDaemons() async throws {
    try await ScriptedJobs.withClient { _ in
      .reply(status: 500, body: String(repeating: "x", count: 1 << 21))
    } _: { client, _ in
      await #expect(throws: ClientError.answerTooLarge(bytesMax: 1 << 20)) { _ = try await client.log(7) }
    }
  }

  @Test func valueThatNoHeaderMayHaveIsRefusedHere() async throws {
    try await ScriptedJobs.withClient { _ in
      .reply(status: 201, body: Self.jobText(.queued))
    } _: { client, server in
      let error = await #expect(throws: ClientError.self) {
        try await client.submit(SubmitRequest(argv: ["true"]), idempotencyKey: "k\r\nAuthorization: Bearer x")
      }
      #expect(error?.problem?.wireCode == .badRequest && "\(error as Any)".contains("Idempotency-Key"))
      #expect(server.requests.isEmpty)
    }
  }
}
