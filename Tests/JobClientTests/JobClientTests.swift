// The client against a scripted server: what it sends, what it makes of answers, and what it tries again.

import JobClient
import JobWire
import NIOHTTP1
import Testing

@Suite struct JobClientTests {
  private static func jobText(_ state: WireJobState) -> String {
    let view = JobView(
      id: 7, name: "job-7", kind: "exec", queue: "default", priority: 0, state: state, attempt: 1, maxAttempts: 1,
      createdAt: WireTime(micros: 1))
    return String(decoding: view.jsonBytes(), as: UTF8.self)
  }

  private func withClient(
    token: String? = nil, _ script: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Answer,
    _ body: (JobClient, ScriptedServer) async throws -> Void
  ) async throws {
    try await ScriptedServer.with(script) { server in
      let endpoint = Endpoint.unix(path: server.socketPath)
      try await JobClient.withClient(endpoint: endpoint, token: token) { try await body($0, server) }
    }
  }

  @Test func submissionCarriesKeyTokenAndBody() async throws {
    try await withClient(token: "secret") { _ in
      .reply(status: 201, body: Self.jobText(.queued))
    } _: { client, server in
      let job = try await client.submit(SubmitRequest(argv: ["true"]), idempotencyKey: "k1")
      #expect(job.id == 7)
      let request = try #require(server.requests.first)
      #expect(request.method == "POST" && request.uri == "/v1/jobs")
      #expect(request.body == #"{"argv":["true"]}"#)
      #expect(request.headers.first(name: "Idempotency-Key") == "k1")
      #expect(request.headers.first(name: "Authorization") == "Bearer secret")
      #expect(request.headers.first(name: "Host") == "localhost")
      #expect(request.headers.first(name: "Content-Type") == "application/json")
    }
  }

  @Test func lostConnectionIsTriedAgainWithAKeyOnly() async throws {
    try await withClient { request in
      request.index == 0 ? .hangUp : .reply(status: 201, body: Self.jobText(.queued))
    } _: { client, server in
      _ = try await client.submit(SubmitRequest(argv: ["true"]), idempotencyKey: "k1")
      #expect(server.requests.count == 2)
    }
    try await withClient { _ in
      .hangUp
    } _: { client, server in
      let error = await #expect(throws: ClientError.self) { try await client.submit(SubmitRequest(argv: ["true"])) }
      guard case .connectionLost = error else { return #expect(Bool(false), "\(String(describing: error))") }
      #expect(server.requests.count == 1)
    }
  }

  @Test func problemsAreThrownAsTheyAre() async throws {
    let problem = Problem(.notFound, detail: "There is no job 7.", hint: "Look at the list.")
    try await withClient { _ in
      .reply(status: 404, body: String(decoding: problem.jsonBytes(), as: UTF8.self))
    } _: { client, _ in
      let error = await #expect(throws: ClientError.self) { try await client.job(7) }
      #expect(error == .refused(problem))
      #expect(error?.hint == "Look at the list.")
    }
  }

  @Test(arguments: [(200, "{}"), (200, "hello"), (500, "oops"), (302, "")])
  func otherAnswersAreNotTakenForJobd(status: Int, body: String) async throws {
    try await withClient { _ in
      .reply(status: status, body: body)
    } _: { client, _ in
      let error = await #expect(throws: ClientError.self) { try await client.job(7) }
      guard case .unexpectedAnswer(_, status, _) = error else {
        return #expect(Bool(false), "\(String(describing: error))")
      }
    }
  }

  @Test func waitGoesOnUntilTheJobHasEnded() async throws {
    try await withClient { request in
      .reply(status: 200, body: Self.jobText(request.index < 2 ? .running : .succeeded))
    } _: { client, server in
      let view = try await client.wait(7)
      #expect(view.state == .succeeded)
      #expect(server.requests.map(\.uri) == Array(repeating: "/v1/jobs/7?wait=10m", count: 3))
    }
  }

  @Test func waitEndsWithItsTimeout() async throws {
    try await withClient { _ in
      .reply(status: 200, body: Self.jobText(.running))
    } _: { client, _ in
      let view = try await client.wait(7, timeout: WireDuration(micros: 0))
      #expect(view.state == .running)
    }
  }

  @Test func logComesAsBytes() async throws {
    try await withClient { _ in
      .reply(status: 200, body: "line 1\nline 2\n")
    } _: { client, server in
      var bytes: [UInt8] = []
      for try await piece in try await client.log(7, LogRequest(stream: .stderr, tail: 9, follow: true)) {
        bytes += piece
      }
      #expect(String(decoding: bytes, as: UTF8.self) == "line 1\nline 2\n")
      #expect(server.requests.map(\.uri) == ["/v1/jobs/7/log?stream=stderr&tail=9&follow=true"])
    }
  }

  @Test func resultsAreBounded() async throws {
    try await withClient { _ in
      .reply(status: 200, body: "0123456789")
    } _: { client, _ in
      let result = try await client.result(7)
      #expect(result.bytes.count == 10)
      await #expect(throws: ClientError.answerTooLarge(bytesMax: 5)) { try await client.result(7, bytesMax: 5) }
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
}
