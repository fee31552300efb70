// A running job with its own token: it may look at itself and follow itself up, and nothing else.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobTokenRouteTests {
  /// A client with the token of a running job, whose id is given; and the owner of the daemon.
  private func withJobToken(
    _ body: (_ job: Int64, _ asJob: (String, String, String) async throws -> RawResponse, TestClient) async throws ->
      Void
  ) async throws {
    try await withLimitedToken("admin") { owner, limited in
      let job = try await owner.submit(#"{"shell":"cat $JOBD_TOKEN_FILE; exec sleep 60"}"#)
      var token = ""
      #expect(
        try await eventually {
          token = try await owner.get("/v1/jobs/\(job)/log").text
          return token.hasSuffix("\n")
        })
      let field = "Authorization: Bearer \(token.dropLast())\r\n"
      try await body(
        job,
        { method, target, body in
          let text = TestClient.request(method, target, body: body, fields: field)
          return try await limited.client.raw.exchange(text.replacing("Host: jobd", with: "Host: localhost"))
        }, owner)
      _ = try await owner.post("/v1/jobs/\(job)/cancel", #"{"grace":"0s"}"#)
      _ = try await owner.finished(job)
      let late = TestClient.request("GET", "/v1/jobs/\(job)", fields: field)
      #expect(
        try await limited.client.raw.exchange(late.replacing("Host: jobd", with: "Host: localhost")).status == 401)
    }
  }

  @Test func jobLooksAtItselfAndFollowsItselfUp() async throws {
    try await withJobToken { job, asJob, owner async throws in
      #expect(try await asJob("GET", "/v1/jobs/\(job)", "").json?["state"]?.stringValue == "running")
      let made = try await asJob("POST", "/v1/jobs", #"{"shell":"true","after":[{"job":\#(job),"on":"any"}]}"#)
      #expect(made.status == 201, "\(made.text)")
      #expect(made.json?["submitted_by"]?.stringValue == "job:\(job)")
      #expect(made.json?["state"]?.stringValue == "blocked")
      let nested = #"{"shell":"true","after":[\#(job)],"then":[{"job":{"shell":"true"}}]}"#
      #expect(try await asJob("POST", "/v1/jobs", nested).status == 201)
    }
  }

  @Test func jobMayDoNothingElse() async throws {
    try await withJobToken { job, asJob, owner async throws in
      let other = try await owner.submit(#"{"shell":"true","hold":true,"unique":{"key":"k"}}"#)
      for body in [
        #"{"shell":"true"}"#, #"{"shell":"true","after":[\#(other)]}"#,
        #"{"shell":"true","after":[\#(job),\#(other)]}"#,
        #"{"shell":"true","after":[\#(job)],"unique":{"key":"k","on_conflict":"return"}}"#,
        #"{"shell":"true","after":[\#(job)],"unique":{"key":"k","on_conflict":"replace"}}"#,
        #"{"shell":"true","after":[\#(job)],"then":[{"job":{"shell":"true","after":[\#(other)]}}]}"#,
      ] {
        #expect(try await asJob("POST", "/v1/jobs", body).status == 403, "\(body)")
        #expect(try await asJob("POST", "/v1/jobs?dry_run=true", body).status == 403, "\(body)")
      }
      for (method, target, body) in [
        ("GET", "/v1/jobs/\(other)", ""), ("GET", "/v1/jobs", ""), ("GET", "/v1/jobs/\(job)/log", ""),
        ("POST", "/v1/jobs/\(job)/cancel", ""), ("PATCH", "/v1/jobs/\(job)", "{}"), ("GET", "/v1/info", ""),
        ("POST", "/v1/wait", #"{"ids":[\#(job)]}"#), ("POST", "/v1/batches", "{}"), ("GET", "/v1/queues", ""),
        ("POST", "/v1/drain", ""), ("DELETE", "/v1/jobs/\(job)", ""), ("GET", "/v1/schedules", ""),
      ] { #expect(try await asJob(method, target, body).status == 403, "\(method) \(target)") }
      #expect(try await owner.get("/v1/jobs/\(other)").json?["state"]?.stringValue == "held")
    }
  }
}
