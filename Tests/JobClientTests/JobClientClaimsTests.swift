// The worker's half of the client against a scripted server: what it sends, and what it makes of answers.

import JobClient
import JobWire
import NIOHTTP1
import Testing

@Suite struct JobClientClaimsTests {
  private static let claim = """
    {"job":7,"handler":"thumb","name":"job-7","queue":"default","payload":{"a":1},"attempt":1,"max_attempts":1,\
    "tags":{},"fence":"7-1-1-aa","parents":[{"id":3,"state":"succeeded"}],"lease":"60s","renew_in":"20s",\
    "lease_expires_at":"2026-11-22T08:00:00.123456Z","checkpoint":"aGFsZg=="}
    """
  private static let claims = #"{"claims":[\#(claim)]}"#

  private static let end: String = {
    let view = JobView(
      id: 7, name: "job-7", kind: "handler", queue: "default", priority: 0, state: .succeeded, attempt: 1,
      maxAttempts: 1, createdAt: WireTime(micros: 1))
    return #"{"job":\#(String(decoding: view.jsonBytes(), as: UTF8.self)),"claims":[\#(claim)]}"#
  }()

  private func withClient(
    _ script: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Answer,
    _ body: (JobClient, ScriptedServer) async throws -> Void
  ) async throws {
    try await ScriptedServer.with(script) { server in
      try await JobClient.withClient(endpoint: .unix(path: server.socketPath)) { try await body($0, server) }
    }
  }

  @Test func claimWaitsAsLongAsItWasToldTo() async throws {
    try await withClient { request in
      .reply(status: 200, body: request.index < 2 ? #"{"claims":[]}"# : Self.claims)
    } _: { client, server in
      let wait = WireDuration(micros: 600_000_000)
      let claims = try await client.claim(ClaimBody(handlers: ["thumb"], max: 2, wait: wait, worker: "w"))
      #expect(claims.map(\.job) == [7] && claims.first?.checkpointBytes == Array("half".utf8))
      #expect(claims.first?.parents == [ClaimParentView(id: 3, state: "succeeded")])
      let sent = server.requests
      #expect(sent.count == 3 && sent.allSatisfy { $0.method == "POST" && $0.uri == "/v1/claims" })
      #expect(
        sent.allSatisfy { $0.body == #"{"handlers":["thumb"],"max":2,"wait":"30s","worker":"w"}"# }, "\(sent)")
      // Each is a request of its own.
      #expect(Set(sent.compactMap { $0.headers.first(name: "Idempotency-Key") }).count == 3)
    }
  }

  @Test func claimWithoutAWaitAsksOnce() async throws {
    try await withClient { _ in
      .reply(status: 200, body: #"{"claims":[]}"#)
    } _: { client, server in
      let claims = try await client.claim(ClaimBody(queues: ["q"]))
      #expect(claims.isEmpty)
      #expect(server.requests.map(\.body) == [#"{"queues":["q"],"wait":"0s"}"#])
    }
  }

  @Test func claimWhoseAnswerWasLostIsTheSameClaimAgain() async throws {
    try await withClient { request in
      request.index == 0 ? .hangUp : .reply(status: 200, body: Self.claims)
    } _: { client, server in
      let claims = try await client.claim(ClaimBody(handlers: ["thumb"]))
      #expect(claims.count == 1)
      let keys = server.requests.map { $0.headers.first(name: "Idempotency-Key") }
      #expect(keys.count == 2 && keys[0] != nil && keys[0] == keys[1])
    }
  }

  @Test func heartbeatSaysHowFarItIsAndHearsOfACancel() async throws {
    try await withClient { _ in
      .reply(status: 200, body: #"{"fence":"7-1-1-aa","lease":"60s","renew_in":"20s","cancel":{"reason":"user"}}"#)
    } _: { client, server in
      let lease = try await client.heartbeat(claim: "7-1-1-aa", progress: ProgressRequest(fraction: 0.5))
      #expect(lease.cancelReason == "user" && lease.renewIn == WireDuration(micros: 20_000_000))
      #expect(server.requests.map(\.uri) == ["/v1/claims/7-1-1-aa/heartbeat"])
      #expect(server.requests.map(\.body) == [#"{"progress":{"fraction":0.5}}"#])
    }
  }

  @Test func manyHeartbeatsAreOneRequestAndAreMadeAgain() async throws {
    try await withClient { request in
      request.index == 0
        ? .hangUp : .reply(status: 200, body: #"{"claims":[{"fence":"a","lease":"1s"},{"fence":"b","stale":true}]}"#)
    } _: { client, server in
      let leases = try await client.heartbeat(claims: ["a", "b"], wait: WireDuration(micros: 5_000_000))
      #expect(leases.map(\.isStale) == [false, true])
      #expect(server.requests.map(\.uri) == ["/v1/claims:heartbeat", "/v1/claims:heartbeat"])
      #expect(server.requests.last?.body == #"{"fences":["a","b"],"wait":"5s"}"#)
      let none = try await client.heartbeat(claims: [])
      #expect(none.isEmpty)
      #expect(server.requests.count == 2)
    }
  }

  @Test func endsSayWhatCameOfItAndAskForMore() async throws {
    try await withClient { request in
      request.index == 0 ? .hangUp : .reply(status: 200, body: Self.end)
    } _: { client, server in
      let next = ClaimBody(handlers: ["thumb"])
      let done = try await client.complete(claim: "7/1", result: .object([]), next: next)
      #expect(done.job.state == .succeeded && done.claims?.map(\.job) == [7])
      let error = EndErrorBody(code: "E", message: "no", traceback: "at 1")
      _ = try await client.fail(claim: "f", error: error, retry: false)
      let released = try await client.release(claim: "f", delay: WireDuration(micros: 1_000_000))
      #expect(released.id == 7)
      let sent = server.requests
      // The lost one was made again, exactly.
      #expect(
        sent.map(\.uri) == [
          "/v1/claims/7%2F1/complete", "/v1/claims/7%2F1/complete", "/v1/claims/f/fail", "/v1/claims/f/release",
        ])
      #expect(
        sent.dropFirst().map(\.body) == [
          #"{"result":{},"claim":{"handlers":["thumb"]}}"#,
          #"{"error":{"code":"E","message":"no","traceback":"at 1"},"retry":false}"#, #"{"delay":"1s"}"#,
        ])
      let keys = sent.map { $0.headers.first(name: "Idempotency-Key") }
      #expect(keys[0] == keys[1] && Set(keys).count == 3)
    }
  }

  @Test func manyEndsAreLines() async throws {
    try await withClient { _ in
      .reply(status: 200, body: "{\"fence\":\"a\",\"ok\":true}\n{\"fence\":\"b\",\"code\":\"stale_fence\"}\n")
    } _: { client, server in
      let replies = try await client.end(claims: [
        EndLine(fence: "a", result: .string("x")), EndLine(fence: "b", error: EndErrorBody(message: "no")),
      ])
      #expect(replies.map(\.code) == [nil, "stale_fence"])
      #expect(server.requests.map(\.uri) == ["/v1/claims:complete"])
      #expect(server.requests.first?.headers.first(name: "Content-Type") == "application/x-ndjson")
      #expect(
        server.requests.first?.body
          == "{\"fence\":\"a\",\"result\":\"x\"}\n{\"fence\":\"b\",\"error\":{\"message\":\"no\"}}\n")
    }
    try await withClient { _ in
      .reply(status: 200, body: "hello\n")
    } _: { client, _ in
      let error = await #expect(throws: ClientError.self) { try await client.end(claims: [EndLine(fence: "a")]) }
      guard case .unexpectedAnswer = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }
  }

  @Test func outputAndCheckpointsAreBytes() async throws {
    try await withClient { _ in
      .reply(status: 204, body: "")
    } _: { client, server in
      try await client.appendLog(claim: "f", stream: .stderr, Array("words\n".utf8))
      try await client.setCheckpoint(claim: "f", Array("half".utf8))
      let sent = server.requests
      #expect(
        sent.map { "\($0.method) \($0.uri)" } == ["POST /v1/claims/f/log?stream=stderr", "PUT /v1/claims/f/checkpoint"])
      #expect(sent.map(\.body) == ["words\n", "half"])
      #expect(sent.allSatisfy { $0.headers.first(name: "Content-Type") == "application/octet-stream" })
    }
  }

  @Test func staleFenceIsToldApart() async throws {
    let problem = Problem(.staleFence, detail: "the claim no longer holds", hint: "Stop working on it.")
    try await withClient { _ in
      .reply(status: 409, body: String(decoding: problem.jsonBytes(), as: UTF8.self))
    } _: { client, _ in
      let error = await #expect(throws: ClientError.self) { try await client.complete(claim: "f") }
      #expect(error?.isStaleFence == true && error?.hint == "Stop working on it.")
      let late = await #expect(throws: ClientError.self) { try await client.appendLog(claim: "f", [1]) }
      #expect(late?.isStaleFence == true)
    }
  }
}
