// Input for a command: asked for once, or as often as it takes.

import JobClient
import JobWire
import Testing

@Suite struct JobClientInputTests {
  private static func lines(_ server: ScriptedServer) -> [String] {
    server.requests.map { "\($0.method) \($0.uri) \($0.body)" }
  }

  @Test func oneRequestSaysWhatItIsTold() async throws {
    let lines = try await ScriptedJobs.requests(InputReply(accepted: 2, attempt: 1, closed: false)) { client in
      #expect(try await client.send(input: Array("hi".utf8), to: 7).accepted == 2)
      _ = try await client.send(input: Array("hi".utf8), to: 7, attempt: 2, close: true)
      _ = try await client.send(input: [], to: 7, close: true)
    }
    #expect(
      lines == [
        "POST /v1/jobs/7/stdin hi", "POST /v1/jobs/7/stdin?attempt=2&close=true hi",
        "POST /v1/jobs/7/stdin?close=true ",
      ])
  }

  /// Three bytes of each request are taken.
  @Test func allOfItGoesToOneAttempt() async throws {
    try await ScriptedJobs.withClient { request in
      let count = request.body.utf8.count
      let taken = min(3, count)
      return ScriptedJobs.reply(InputReply(accepted: taken, attempt: 4, closed: taken == count))
    } _: { client, server in
      let reply = try await client.sendAll(input: Array("abcdefgh".utf8), to: 7, close: true)
      #expect(reply == InputReply(accepted: 8, attempt: 4, closed: true))
      #expect(
        Self.lines(server) == [
          "POST /v1/jobs/7/stdin?close=true abcdefgh", "POST /v1/jobs/7/stdin?attempt=4&close=true defgh",
          "POST /v1/jobs/7/stdin?attempt=4&close=true gh",
        ])
    }
  }

  @Test func whoTakesNothingIsAskedAgainAndThatIsSaid() async throws {
    try await ScriptedJobs.withClient { request in
      let isFirst = !request.uri.contains("attempt")
      return ScriptedJobs.reply(InputReply(accepted: isFirst ? 0 : 2, attempt: 1, closed: false))
    } _: { client, server in
      var stalls = 0
      let reply = try await client.sendAll(input: Array("hi".utf8), to: 7) { stalls += 1 }
      #expect(reply == InputReply(accepted: 2, attempt: 1, closed: false) && stalls == 1)
      #expect(Self.lines(server) == ["POST /v1/jobs/7/stdin hi", "POST /v1/jobs/7/stdin?attempt=1 hi"])
    }
  }
}
