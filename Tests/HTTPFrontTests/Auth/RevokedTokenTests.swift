// What is left behind by a token that was taken back: its schedules fire nothing, and its jobs have nothing to say.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct RevokedTokenTests {
  private static let line = "\(TokenClient.token) ci read,submit queues=mine\n"

  /// A daemon with one token, and what writes another token file, which has taken effect when it returns.
  private func withToken(
    _ body: (
      _ owner: TestClient, _ limited: TokenClient, _ change: (_ file: String, _ isValid: Bool) async throws -> Void
    ) async throws -> Void
  ) async throws {
    try await withDaemon(configure: { config, directory in
      config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
      config.tokenFile = "\(directory)/tokens"
      try writePrivate(Self.line, to: "\(directory)/tokens")
    }) { daemon in
      let owner = try await daemon.connect()
      let limited = TokenClient(client: TestClient(raw: try await daemon.front.connectTCP()))
      try await body(owner, limited) { file, isValid async throws in
        try writePrivate(file, to: "\(daemon.front.directory)/tokens")
        #expect(try await eventually { try await limited.status("GET", "/v1/queues") == (isValid ? 200 : 401) })
      }
      for connection in [owner, limited.client] { connection.raw.close() }
    }
  }

  @Test func itsSchedulesSaySoAndSubmitNothing() async throws {
    try await withToken { owner, limited, change async throws in
      let body = #"{"every":"1h","job":{"handler":"noop","queue":"mine"}}"#
      let set = try await limited.send("PUT", "/v1/schedules/s", body)
      #expect(set.json?["submitted_by"]?.stringValue == "token:ci" && set.json?["revoked"]?.boolValue == false)
      #expect(try await owner.post("/v1/schedules/s/run").status == 201)
      try await change("# nobody\n", false)
      let shown = try await owner.get("/v1/schedules").json?["schedules"]?.arrayValue?.first
      #expect(shown?["revoked"]?.boolValue == true)
      #expect(shown?["fault"]?.stringValue == Schedule.revoked("token:ci"))
      let run = try await owner.post("/v1/schedules/s/run")
      #expect(run.status == 400 && run.detail?.contains("set it again") == true, "\(run.text)")
      // Another token of that name takes over; so does whoever sets it again.
      try await change(Self.line, true)
      #expect(try await owner.post("/v1/schedules/s/run").status == 201)
      try await change("# nobody\n", false)
      let again = try await owner.send("PUT", "/v1/schedules/s", body: body)
      #expect(again.json?["revoked"]?.boolValue == false && again.json?["fault"]?.stringValue == nil, "\(again.text)")
      #expect(try await owner.post("/v1/schedules/s/run").status == 201)
    }
  }

  /// It goes on running, and so does what it has submitted before; but it submits nothing more.
  @Test func itsJobsTokensLetNobodyIn() async throws {
    try await withToken { owner, limited, change async throws in
      func token(of job: Int64) async throws -> String {
        var token = ""
        #expect(
          try await eventually {
            token = try await owner.get("/v1/jobs/\(job)/log").text
            return token.hasSuffix("\n")
          })
        return String(token.dropLast())
      }
      func submit(after job: Int64, as token: String) async throws -> RawResponse {
        let text = TestClient.request(
          "POST", "/v1/jobs",
          body: #"{"shell":"cat $JOBD_TOKEN_FILE; exec sleep 60","queue":"mine","after":[{"job":\#(job),"on":"any"}]}"#,
          fields: "Authorization: Bearer \(token)\r\n")
        return try await limited.client.raw.exchange(text.replacing("Host: jobd", with: "Host: localhost"))
      }
      let made = try await limited.send(
        "POST", "/v1/jobs", #"{"shell":"cat $JOBD_TOKEN_FILE; exec sleep 60","queue":"mine"}"#)
      let job = try #require(made.json?["id"]?.integerValue, "\(made.text)")
      let followUp = try await submit(after: job, as: try await token(of: job))
      #expect(followUp.status == 201, "\(followUp.text)")
      let next = try #require(followUp.json?["id"]?.integerValue)
      _ = try await owner.post("/v1/jobs/\(job)/cancel", #"{"grace":"0s"}"#)
      // And so down the line: the follow-up is the token's, too.
      let nextToken = try await token(of: next)
      try await change("# nobody\n", false)
      let refused = try await submit(after: next, as: nextToken)
      #expect(refused.status == 401 && refused.detail?.contains("was taken back") == true, "\(refused.text)")
      try await change("\(TokenClient.token) ci read,submit queues=other\n", true)
      let limitedNow = try await submit(after: next, as: nextToken)
      #expect(limitedNow.status == 403, "\(limitedNow.text)")
      // Its token was valid before, too: when the change has taken effect shows here alone.
      try await change(Self.line, true)
      #expect(try await eventually { try await submit(after: next, as: nextToken).status == 201 })
      _ = try await owner.post("/v1/jobs:cancel", #"{"filter":{"queue":"mine"}}"#)
    }
  }
}
