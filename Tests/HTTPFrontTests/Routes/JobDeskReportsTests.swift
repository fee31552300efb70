// What remote workers say while they work: heartbeats, output, checkpoints; and how much of it.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskReportsTests {
  @Test func heartbeatRenewsAndCarriesProgress() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (job, fence) = try await client.claimed(lease: "30s")
      let lease = try await client.post("/v1/claims/\(fence)/heartbeat", #"{"progress":{"done":1,"total":4}}"#)
      #expect(lease.status == 200 && lease.json?["fence"]?.stringValue == fence)
      #expect(lease.json?["lease"]?.stringValue == "30s" && lease.json?["renew_in"]?.stringValue == "10s")
      #expect(lease.json?["cancel"] == nil)
      let progress = try await client.get("/v1/jobs/\(job)").json?["progress"]
      #expect(progress?["fraction"]?.doubleValue == 0.25)
      _ = try await client.post("/v1/jobs/\(job)/cancel", #"{"reason":"enough","grace":"60s"}"#)
      let news = try await client.post("/v1/claims/\(fence)/heartbeat")
      #expect(news.json?["cancel"]?["reason"]?.stringValue == "enough", "\(news.text)")
      client.raw.close()
    }
  }

  @Test func manyHeartbeatsAreAnsweredInTheirOrder() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (_, first) = try await client.claimed()
      let (cancelled, second) = try await client.claimed()
      let bad = "1-1-1-" + String(repeating: "0", count: 32)
      let reply = try await client.post(
        "/v1/claims:heartbeat", #"{"fences":["\#(second)","x","\#(bad)","\#(first)"],"wait":"60s"}"#)
      let leases = reply.json?["claims"]?.arrayValue ?? []
      #expect(leases.map { $0["fence"]?.stringValue } == [second, "x", bad, first])
      #expect(leases.map { $0["stale"]?.boolValue } == [nil, true, true, nil])
      async let waiting = daemon.connect().post(
        "/v1/claims:heartbeat", #"{"fences":["\#(first)","\#(second)"],"wait":"60s"}"#)
      _ = try await client.post("/v1/jobs/\(cancelled)/cancel", #"{"grace":"60s"}"#)
      let news = try await waiting
      #expect(news.json?["claims"]?.arrayValue?.map { $0["cancel"] != nil } == [false, true], "\(news.text)")
      client.raw.close()
    }
  }

  @Test func whatIsNoHeartbeatOfManyIs400() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (_, fence) = try await client.claimed()
      let many = Array(repeating: "\"x\"", count: 1_001).joined(separator: ",")
      for (field, body) in [
        ("fences", "{}"), ("fences", #"{"fences":[]}"#), ("fences", #"{"fences":[\#(many)]}"#),
        ("fences", #"{"fences":"\#(fence)"}"#), ("fences", #"{"fences":[1]}"#),
        ("wait", #"{"fences":["\#(fence)"],"wait":"-1s"}"#), ("wait", #"{"fences":["\#(fence)"],"wait":"11m"}"#),
        ("wait", #"{"fences":["x"],"wait":"11m"}"#), ("lease", #"{"fences":["\#(fence)"],"lease":"1h"}"#),
      ] {
        let refused = try await client.post("/v1/claims:heartbeat", body)
        #expect(refused.status == 400 && refused.fields.contains { $0.hasPrefix(field) }, "\(refused.text)")
      }
      client.raw.close()
    }
  }

  @Test func outputIsAppendedAndBounded() async throws {
    try await withDaemon(configure: { config, _ in config.limits.bodyBytesMax = 100_000 }) { daemon in
      let client = try await daemon.connect()
      let (job, fence) = try await client.claimed(#","log_limit":4096"#)
      func append(_ text: String, _ query: String = "") async throws -> RawResponse {
        try await client.send("POST", "/v1/claims/\(fence)/log\(query)", body: text, type: "application/octet-stream")
      }
      #expect(try await append("one\n").status == 204)
      #expect(try await append("two\n").status == 204)
      #expect(try await append("err\n", "?stream=stderr").status == 204)
      #expect(try await append("x", "?stream=stdin").fields == ["stream"])
      #expect(try await append("x", "?to=stdout").status == 400)
      #expect(try await client.get("/v1/jobs/\(job)/log").text == "one\ntwo\n")
      #expect(try await client.get("/v1/jobs/\(job)/log?stream=stderr").text == "err\n")
      let tooLong = try await daemon.connect()
      let refused = try await tooLong.send(
        "POST", "/v1/claims/\(fence)/log", body: String(repeating: "x", count: 100_001),
        type: "application/octet-stream")
      #expect(refused.status == 413 && refused.code == "payload_too_large")
      for _ in 1...3 { #expect(try await append(String(repeating: "y", count: 90_000)).status == 204) }
      #expect(try await client.post("/v1/claims/\(fence)/complete").status == 200)
      #expect(try await append("late\n").status == 409)
      let log = try await client.get("/v1/jobs/\(job)").json?["log"]
      #expect(log?["truncated"]?.boolValue == true, "\(log.map { "\($0)" } ?? "")")
      client.raw.close()
    }
  }

  @Test func checkpointIsForTheNextAttemptAndBounded() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (_, fence) = try await client.claimed(#","retry":{"max_attempts":2,"initial":"0s"}"#)
      func keep(_ text: String) async throws -> RawResponse {
        try await client.send(
          "PUT", "/v1/claims/\(fence)/checkpoint", body: text, type: "application/octet-stream")
      }
      #expect(try await keep("first").status == 204)
      #expect(try await keep(String(repeating: "c", count: 1_048_577)).fields == ["(body)"])
      #expect(try await keep("at 3").status == 204)
      #expect(try await client.post("/v1/claims/\(fence)/fail", #"{"error":"lost"}"#).status == 200)
      #expect(try await keep("late").status == 409)
      let reply = try await client.post("/v1/claims", #"{"handlers":["thumb"],"wait":"10s"}"#)
      let claim = reply.json?["claims"]?.arrayValue?.first
      #expect(claim?["attempt"]?.integerValue == 2 && claim?["checkpoint"]?.stringValue == "YXQgMw==", "\(reply.text)")
      client.raw.close()
    }
  }
}
