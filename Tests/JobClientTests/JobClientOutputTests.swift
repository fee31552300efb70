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
}
