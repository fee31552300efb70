// A running job with its own token: it may look at itself and follow itself up, and nothing else.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct AuthorityJobTokensTests {
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
        ("GET", "/v1/jobs", ""), ("GET", "/v1/jobs/\(job)/log", ""),
        ("POST", "/v1/jobs/\(job)/cancel", ""), ("PATCH", "/v1/jobs/\(job)", "{}"), ("GET", "/v1/info", ""),
        ("POST", "/v1/wait", #"{"ids":[\#(job)]}"#), ("POST", "/v1/batches", "{}"), ("GET", "/v1/queues", ""),
        ("POST", "/v1/drain", ""), ("DELETE", "/v1/jobs/\(job)", ""), ("GET", "/v1/schedules", ""),
      ] { #expect(try await asJob(method, target, body).status == 403, "\(method) \(target)") }
      // Others are as if they were not there.
      for id in [other, 999_999] {
        #expect(try await asJob("GET", "/v1/jobs/\(id)", "").status == 404)
        #expect(try await asJob("POST", "/v1/jobs/\(id)/progress", #"{"fraction":0.5}"#).status == 404)
      }
      #expect(try await owner.get("/v1/jobs/\(other)").json?["state"]?.stringValue == "held")
    }
  }

  /// Its submitter sees all jobs; it does not.
  @Test func jobIsNotToldWhoHasAUniqueKey() async throws {
    try await withJobToken { job, asJob, owner async throws in
      let holder = try await owner.submit(#"{"shell":"true","hold":true,"unique":{"key":"k"}}"#)
      let refused = try await asJob(
        "POST", "/v1/jobs", #"{"shell":"true","after":[\#(job)],"unique":{"key":"k"}}"#)
      #expect(refused.status == 409 && refused.json?["job_id"] == nil, "\(refused.text)")
      #expect(!refused.text.contains("job \(holder)") && refused.json?["subject"] == nil, "\(refused.text)")
    }
  }

  /// What its submitter may not do, a job does not do with its own token either.
  @Test func jobHasTheLimitsOfItsSubmitter() async throws {
    try await withLimitedToken("read,submit queues=mine kinds=shell") { owner, limited in
      let made = try await limited.send(
        "POST", "/v1/jobs",
        #"{"shell":"true","queue":"mine","then":[{"job":{"shell":"cat $JOBD_TOKEN_FILE; exec sleep 60","queue":"mine"}}]}"#
      )
      let job = try #require(made.json?["children"]?.arrayValue?.first?.integerValue)
      var token = ""
      #expect(
        try await eventually {
          token = try await owner.get("/v1/jobs/\(job)/log").text
          return token.hasSuffix("\n")
        })
      func submit(_ fields: String) async throws -> RawResponse {
        let text = TestClient.request(
          "POST", "/v1/jobs", body: #"{"after":[{"job":\#(job),"on":"any"}],\#(fields)}"#,
          fields: "Authorization: Bearer \(token.dropLast())\r\n")
        return try await limited.client.raw.exchange(text.replacing("Host: jobd", with: "Host: localhost"))
      }
      #expect(try await submit(#""shell":"true""#).status == 403)
      #expect(try await submit(#""argv":["true"],"queue":"mine""#).status == 403)
      #expect(try await submit(#""shell":"true","queue":"mine","callbacks":[{"argv":["id"]}]"#).status == 403)
      #expect(try await submit(#""shell":"true","queue":"mine","then":[{"job":{"shell":"x"}}]"#).status == 403)
      let followUp = try await submit(#""shell":"cat $JOBD_TOKEN_FILE; exec sleep 60","queue":"mine""#)
      #expect(followUp.status == 201, "\(followUp.text)")
      // And so down the line.
      _ = try await owner.post("/v1/jobs/\(job)/cancel", #"{"grace":"0s"}"#)
      let next = try #require(followUp.json?["id"]?.integerValue)
      #expect(
        try await eventually {
          token = try await owner.get("/v1/jobs/\(next)/log").text
          return token.hasSuffix("\n")
        })
      let text = TestClient.request(
        "POST", "/v1/jobs", body: #"{"after":[\#(next)],"shell":"true"}"#,
        fields: "Authorization: Bearer \(token.dropLast())\r\n")
      #expect(
        try await limited.client.raw.exchange(text.replacing("Host: jobd", with: "Host: localhost")).status == 403)
      _ = try await owner.post("/v1/jobs/\(next)/cancel", #"{"grace":"0s"}"#)
    }
  }

  /// A batch that was its submitter's alone may gain members of others; what they made is not for the job.
  @Test func jobIsGivenWhatItsSubmitterMaySee() async throws {
    try await withLimitedToken("read,submit queues=mine kinds=shell") { owner, limited in
      let batch = try #require(
        try await limited.send(
          "POST", "/v1/batches", #"{"open":true,"jobs":[{"shell":"echo own","queue":"mine"}]}"#
        ).json?["id"]?.integerValue)
      let job = try #require(
        try await limited.send(
          "POST", "/v1/jobs",
          #"{"shell":"cat $JOBD_BATCH_1_RESULTS","queue":"mine","after":[{"batch":\#(batch)}]}"#
        ).json?["id"]?.integerValue)
      let foreign = try await owner.submit(#"{"shell":"echo secret","batch":\#(batch)}"#)
      _ = try await owner.post("/v1/batches/\(batch)/close")
      _ = try await owner.finished(job)
      let log = try await owner.get("/v1/jobs/\(job)/log").text
      #expect(log.contains("\"state\":\"succeeded\"") && !log.contains("\"id\":\(foreign),"), "\(log)")
    }
  }
}
