// A client that sends its request and shuts its writing side, as `nc -N` does: it still reads, and is answered. Waits
// are answered at once, as if their time were up; nobody is told that the daemon stops.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct HalfClosedTests {
  /// What is answered to a client that says nothing more after this.
  private func ask(_ daemon: TestDaemon, _ method: String, _ target: String, _ body: String = "") async throws
    -> RawResponse
  {
    let client = try await daemon.connect()
    try await client.raw.send(TestClient.request(method, target, body: body))
    client.raw.closeOutput()
    let response = try await client.raw.response()
    #expect(try await client.raw.isClosedByServer(), "\(target)")
    client.raw.close()
    return response
  }

  @Test func longListComesWhole() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let line = #"{"handler":"noop","hold":true,"tags":{"note":"\#(String(repeating: "n", count: 200))"}}"# + "\n"
      let sent = try await client.send(
        "POST", "/v1/jobs", body: String(repeating: line, count: 1_000), type: "application/x-ndjson")
      #expect(sent.status == 201)
      let list = try await ask(daemon, "GET", "/v1/jobs?limit=1000")
      #expect(list.status == 200)
      #expect(list.json?["jobs"]?.arrayValue?.count == 1_000)
      client.raw.close()
    }
  }

  @Test func verbsOverManyJobsAreCarriedOut() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      _ = try await client.submit(#"{"handler":"noop","hold":true}"#)
      let failed = try await client.submit(#"{"shell":"exit 1"}"#)
      _ = try await client.finished(failed)
      for (verb, state) in [("retry", "failed"), ("cancel", "held"), ("delete", "cancelled")] {
        for more in [#","dry_run":true"#, ""] {
          let done = try await ask(daemon, "POST", "/v1/jobs:\(verb)", #"{"filter":{"state":"\#(state)"}\#(more)}"#)
          #expect(done.status == 200 && done.json?["count"]?.integerValue == 1, "\(verb): \(done.text)")
        }
      }
      client.raw.close()
    }
  }

  @Test func waitsAreAnsweredAtOnce() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let job = try await client.submit(#"{"handler":"noop","hold":true}"#)
      let batch = try await client.batch(#"{"open":true,"jobs":[{"handler":"noop","hold":true}]}"#)
      for body in [
        #"{"ids":[\#(job)]}"#, #"{"filter":{"state":"active"},"timeout":"9m"}"#, #"{"queue":"default"}"#,
        #"{"batch":\#(batch)}"#,
      ] {
        let reply = try await ask(daemon, "POST", "/v1/wait", body)
        #expect(reply.status == 200 && reply.json?["expired"]?.boolValue == true, "\(body): \(reply.text)")
        #expect(reply.json?["pending"]?.arrayValue?.isEmpty == false, "\(body): \(reply.text)")
      }
      for target in [
        "/v1/jobs/\(job)?wait=9m", "/v1/jobs/\(job)?wait=9m&view=full", "/v1/batches/\(batch)?wait=9m",
        "/v1/batches/\(batch)?wait=9m&results=true&return_errors=true",
      ] {
        let reply = try await ask(daemon, "GET", target)
        #expect(reply.status == 200, "\(target): \(reply.text)")
      }
      let claims = try await ask(daemon, "POST", "/v1/claims", #"{"handlers":["h"],"wait":"9m"}"#)
      #expect(claims.status == 200 && claims.json?["claims"]?.arrayValue?.isEmpty == true, "\(claims.text)")
      client.raw.close()
    }
  }

  @Test func followedOutputEndsInOrder() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let job = try await client.submit(#"{"shell":"echo here; exec sleep 60"}"#)
      #expect(try await eventually { try await client.get("/v1/jobs/\(job)/log").text == "here\n" })
      let log = try await ask(daemon, "GET", "/v1/jobs/\(job)/log?follow=true")
      #expect(log.status == 200 && log.text == "here\n")
      let held = try await client.submit(#"{"handler":"noop","hold":true}"#)
      for id in [job, held] {
        let result = try await ask(daemon, "GET", "/v1/jobs/\(id)/result?follow=true")
        #expect(result.status == 409 && result.code == "invalid_state", "\(result.text)")
      }
      #expect(try await ask(daemon, "GET", "/v1/jobs/\(held)/log?follow=true").status == 200)
      _ = try await client.post("/v1/jobs/\(job)/cancel", #"{"grace":"0s"}"#)
      client.raw.close()
    }
  }
}
