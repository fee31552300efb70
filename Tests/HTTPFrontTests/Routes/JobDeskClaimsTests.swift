// POST /v1/claims: what is given, what is refused, and what becomes of claims whose worker is gone.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskClaimsTests {
  @Test func aClaimSaysAllThatAWorkerNeeds() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let parent = try await client.submit(#"{"handler":"noop"}"#)
      _ = try await client.finished(parent)
      let id = try await client.submitRemote(
        #","payload":{"w":64},"tags":{"a":"b"},"timeout":"1h","after":[\#(parent)],"retry":{"max_attempts":3}"#)
      let reply = try await client.post("/v1/claims", #"{"handlers":["thumb"],"lease":"90s","worker":"w1"}"#)
      let claim = try #require(reply.json?["claims"]?.arrayValue?.first)
      #expect(claim["job"]?.integerValue == id && claim["handler"]?.stringValue == "thumb")
      #expect(claim["payload"]?["w"]?.integerValue == 64 && claim["tags"]?["a"]?.stringValue == "b")
      #expect(claim["attempt"]?.integerValue == 1 && claim["max_attempts"]?.integerValue == 3)
      #expect(claim["timeout"]?.stringValue == "1h" && claim["lease"]?.stringValue == "1m30s")
      #expect(claim["renew_in"]?.stringValue == "30s" && claim["lease_expires_at"]?.stringValue?.hasSuffix("Z") == true)
      #expect(claim["parents"]?.arrayValue?.first?["id"]?.integerValue == parent)
      #expect(claim["parents"]?.arrayValue?.first?["state"]?.stringValue == "succeeded")
      #expect(try await client.state(id) == "running")
      let none = try await client.post("/v1/claims", #"{"handlers":["thumb"]}"#)
      #expect(none.status == 200 && none.text == #"{"claims":[]}"#)
      client.raw.close()
    }
  }

  @Test(arguments: [
    ("max", #""max":0"#), ("max", #""max":101"#), ("max", #""max":10000"#), ("max", #""max":-1"#),
    ("max", #""max":1.5"#), ("max", #""max":"2""#),
    ("wait", #""wait":"-1s""#), ("wait", #""wait":-1"#), ("wait", #""wait":"11m""#), ("wait", #""wait":1e300"#),
    ("wait", #""wait":"soon""#), ("wait", #""wait":"99999999999999999999s""#),
    ("lease", #""lease":"999ms""#), ("lease", #""lease":"12h1s""#), ("lease", #""lease":0"#),
    ("lease", #""lease":"-60s""#), ("lease", #""lease":true"#),
    ("queues", #""queues":[""]"#), ("queues", #""queues":"a""#), ("queues", #""queues":[1]"#),
    ("worker", #""worker":"""#), ("worker", #""worker":"\#(String(repeating: "w", count: 201))""#),
    ("color", #""color":"red""#),
  ])
  func whatIsNoClaimIs400AndClaimsNothing(_ field: String, _ given: String) async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submitRemote()
      let refused = try await client.post("/v1/claims", #"{"handlers":["thumb"],\#(given)}"#)
      #expect(refused.status == 400, "\(refused.text)")
      #expect(refused.fields.contains { $0.hasPrefix(field) }, "\(refused.text)")
      #expect(try await client.state(id) == "queued")
      client.raw.close()
    }
  }

  @Test func handlersAreCheckedAndNaNIsNoJSON() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      func refused(_ body: String) async throws -> RawResponse {
        let response = try await client.post("/v1/claims", body)
        #expect(response.status == 400, "\(body.prefix(60)): \(response.text)")
        return response
      }
      for body in ["{}", #"{"handlers":[]}"#, #"{"handlers":[],"queues":[]}"#] {
        #expect(try await refused(body).fields == ["handlers"])
      }
      let many = (1...101).map { "\"h\($0)\"" }.joined(separator: ",")
      #expect(try await refused(#"{"handlers":[\#(many)]}"#).fields == ["handlers"])
      let long = String(repeating: "h", count: 300)
      #expect(try await refused(#"{"handlers":["\#(long)"]}"#).fields == ["handlers"])
      #expect(try await refused(#"{"handlers":[""]}"#).fields == ["handlers"])
      _ = try await refused(#"{"handlers":["thumb"],"wait":NaN}"#)
      _ = try await refused(#"{"handlers":["thumb"],"wait":Infinity}"#)
      _ = try await refused("")
      _ = try await refused("[]")
      #expect(try await refused(#"{"handlers":[],"lease":0,"worker":""}"#).fields == ["handlers", "lease", "worker"])
      client.raw.close()
    }
  }

  @Test func bodiesOfAnotherTypeAre415() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (_, fence) = try await client.claimed()
      let claims = #"{"handlers":["thumb"]}"#
      for (method, path, body, type) in [
        ("POST", "/v1/claims", claims, "text/plain"), ("POST", "/v1/claims", claims, "application/x-ndjson"),
        ("POST", "/v1/claims:heartbeat", #"{"fences":["\#(fence)"]}"#, "application/x-www-form-urlencoded"),
        ("POST", "/v1/claims:complete", #"{"fence":"\#(fence)"}"#, "application/json"),
        ("POST", "/v1/claims/\(fence)/complete", "{}", "text/plain"),
        ("POST", "/v1/claims/\(fence)/fail", #"{"error":"x"}"#, "multipart/form-data"),
        ("POST", "/v1/claims/\(fence)/log", "x", "text/plain"),
        ("PUT", "/v1/claims/\(fence)/checkpoint", "x", "application/json"),
      ] {
        let refused = try await client.send(method, path, body: body, type: type)
        #expect(refused.status == 415, "\(method) \(path): \(refused.text)")
        #expect(refused.code == "unsupported_media_type")
      }
      #expect(try await client.post("/v1/claims/\(fence)/heartbeat").status == 200)
      client.raw.close()
    }
  }

  @Test func sameKeyGetsTheSameJobs() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for _ in 1...4 { _ = try await client.submitRemote() }
      let body = #"{"handlers":["thumb"],"max":2}"#
      let key = "Idempotency-Key: k1\r\n"
      func jobs(_ response: RawResponse) -> [Int64] {
        response.json?["claims"]?.arrayValue?.compactMap { $0["job"]?.integerValue } ?? []
      }
      let first = try await client.post("/v1/claims", body, key)
      let again = try await client.post("/v1/claims", body, key)
      #expect(jobs(first).count == 2 && jobs(first) == jobs(again))
      #expect(first.header("idempotent-replayed") == nil && again.header("idempotent-replayed") == "true")
      let fences = { (response: RawResponse) in response.json?["claims"]?.arrayValue?.map { $0["fence"]?.stringValue } }
      #expect(fences(first) == fences(again))
      let other = try await client.post("/v1/claims", #"{"handlers":["thumb"],"max":1}"#, key)
      #expect(other.status == 422 && other.code == "idempotency_mismatch")
      #expect(other.detail?.contains(#""k1""#) == true)
      let long = "Idempotency-Key: \(String(repeating: "k", count: 256))\r\n"
      #expect(try await client.post("/v1/claims", body, long).fields == ["Idempotency-Key"])
      for strange in ["a\u{2028}b", "é", "\t"] {
        let refused = try await client.post("/v1/claims", body, "Idempotency-Key: a\(strange)b\r\n")
        #expect(refused.status == 400 && refused.fields == ["Idempotency-Key"], "\(refused.text)")
      }
      #expect(jobs(try await client.post("/v1/claims", body, "Idempotency-Key: k2\r\n")).count == 2)
      client.raw.close()
    }
  }

  @Test func claimOfAClientThatIsGoneGoesBackAtOnce() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for leave in [{ (gone: RawClient) in gone.abort() }, { $0.close() }, { $0.closeOutput() }] {
        let gone = try await daemon.connect()
        try await gone.raw.send(
          TestClient.request("POST", "/v1/claims", body: #"{"handlers":["thumb"],"wait":"60s"}"#))
        let isWaiting = try await eventually {
          let workers = try await daemon.queue.remoteWorkerList().workers
          return workers.contains { $0.waitingCount > 0 }
        }
        #expect(isWaiting)
        leave(gone.raw)
        let id = try await client.submitRemote()
        let claim = try await client.post("/v1/claims", #"{"handlers":["thumb"],"wait":"10s"}"#)
        let job = try #require(claim.json?["claims"]?.arrayValue?.first)
        #expect(job["job"]?.integerValue == id && job["attempt"]?.integerValue == 1)
      }
      client.raw.close()
    }
  }

  @Test func drainedDaemonHandsOutNothing() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (job, fence) = try await client.claimed()
      _ = try await client.post("/v1/drain")
      let refused = try await client.post("/v1/claims", #"{"handlers":["thumb"],"wait":"60s"}"#)
      #expect(refused.status == 503 && refused.code == "shutting_down" && refused.header("retry-after") != nil)
      let ended = try await client.post(
        "/v1/claims/\(fence)/complete", #"{"result":1,"claim":{"handlers":["thumb"],"wait":"60s"}}"#)
      #expect(ended.status == 200 && ended.json?["claims"]?.arrayValue?.isEmpty == true)
      #expect(try await client.state(job) == "succeeded")
      client.raw.close()
    }
  }

  @Test func limitedTokenClaimsOnlyItsOwn() async throws {
    try await withLimitedToken("work queues=mine,yours") { owner, limited in
      let foreign = try await owner.submitRemote()
      let own = try await owner.submitRemote(#","queue":"mine""#)
      let claimed = try await limited.send("POST", "/v1/claims", #"{"handlers":["thumb"],"max":10}"#)
      #expect(claimed.json?["claims"]?.arrayValue?.map { $0["job"]?.integerValue } == [own])
      for body in [
        #"{"handlers":["thumb"],"queues":["default"]}"#, #"{"queues":["mine","default"]}"#, #"{"queues":["nowhere"]}"#,
      ] { #expect(try await limited.status("POST", "/v1/claims", body) == 403, "\(body)") }
      let fence = try #require(claimed.json?["claims"]?.arrayValue?.first?["fence"]?.stringValue)
      let next = #"{"claim":{"queues":["default"]}}"#
      #expect(try await limited.status("POST", "/v1/claims/\(fence)/complete", next) == 403)
      #expect(try await owner.state(own) == "running")
      #expect(try await owner.state(foreign) == "queued")
    }
  }

  @Test func tokenForOtherKindsClaimsNothing() async throws {
    try await withLimitedToken("work kinds=shell,http") { owner, limited in
      let (job, fence) = try await owner.claimed()
      #expect(try await limited.status("POST", "/v1/claims", #"{"handlers":["thumb"]}"#) == 403)
      for verb in ["heartbeat", "complete", "release"] {
        #expect(try await limited.status("POST", "/v1/claims/\(fence)/\(verb)") == 404)
      }
      let lease = try await limited.send("POST", "/v1/claims:heartbeat", #"{"fences":["\#(fence)"],"wait":"60s"}"#)
      #expect(lease.text == #"{"claims":[{"fence":"\#(fence)","stale":true}]}"#)
      #expect(try await owner.state(job) == "running")
    }
  }
}
