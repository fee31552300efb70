// Results and logs as the client gives them: as bytes, within a bound.

import JobClient
import JobWire
import Testing

@Suite struct JobClientOutputTests {
  private func withClient(
    token: String? = nil, _ script: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Answer,
    _ body: (JobClient, ScriptedServer) async throws -> Void
  ) async throws {
    try await ScriptedServer.with(script) { server in
      let endpoint = Endpoint.unix(path: server.socketPath)
      try await JobClient.withClient(endpoint: endpoint, token: token) { try await body($0, server) }
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

  @Test func resultSaysWhatItIsAndHowMuchThereIs() async throws {
    try await withClient { request in
      .reply(status: 200, body: request.uri == "/v1/jobs/7/result" ? "0123456789" : "{}")
    } _: { client, server in
      let result = try await client.result(7)
      #expect(result.bytes == Array("0123456789".utf8) && result.sizeBytes == 10 && result.contentType == nil)
      #expect(server.requests.map { "\($0.method) \($0.uri)" } == ["GET /v1/jobs/7/result"])
      _ = try await client.result(7, bytesMax: 10)
    }
  }

  @Test func sizeOfALogIsAskedForWithoutIt() async throws {
    try await withClient { _ in
      .reply(status: 200, body: "")
    } _: { client, server in
      var request = LogRequest(stream: .stderr, attempt: 2, offset: 5, limit: 6)
      request.follow = true
      let size = try await client.logSize(7, request)
      #expect(size == 0)
      #expect(server.requests.map { "\($0.method) \($0.uri)" } == ["HEAD /v1/jobs/7/log?stream=stderr&attempt=2"])
    }
  }

  /// An answer to HEAD has no body, so the words are those of a second request.
  @Test func whatIsWrongWithALogIsSaidInWords() async throws {
    let problem = Problem(.notFound, detail: "There is no job 7.", hint: "Look at the list.")
    try await withClient { request in
      .reply(status: 404, body: request.method == "HEAD" ? "" : ScriptedJobs.text(problem))
    } _: { client, server in
      await #expect(throws: ClientError.refused(problem)) { _ = try await client.logSize(7) }
      #expect(
        server.requests.map { "\($0.method) \($0.uri)" } == [
          "HEAD /v1/jobs/7/log?stream=stdout", "GET /v1/jobs/7/log?stream=stdout&offset=0&limit=0",
        ])
      await #expect(throws: ClientError.refused(problem)) { _ = try await client.log(7) }
      await #expect(throws: ClientError.refused(problem)) { _ = try await client.result(7) }
    }
  }

  @Test func errorOfAHeadThatNothingExplainsStaysWhatItIs() async throws {
    try await withClient { request in
      .reply(status: request.method == "HEAD" ? 500 : 200, body: "")
    } _: { client, _ in
      let error = await #expect(throws: ClientError.self) { _ = try await client.logSize(7) }
      guard case .unexpectedAnswer(_, 500, _) = error else {
        Issue.record("\(error as Any)")
        return
      }
    }
  }
}
