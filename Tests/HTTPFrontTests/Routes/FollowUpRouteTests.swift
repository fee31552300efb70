// Follow-ups over HTTP against a real queue: parents, inline follow-ups, changes of edges, why, and what is refused.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct FollowUpRouteTests {
  @Test func followUpShowsItsParentsAndTheParentItsChildren() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let first = try await client.submit(#"{"handler":"noop","hold":true}"#)
      let second = try await client.submit(#"{"handler":"noop","hold":true}"#)
      let child = try await client.submit(
        #"{"handler":"noop","after":[\#(first),{"job":\#(second),"on":"any"}]}"#)
      let blocked = try #require(try await client.get("/v1/jobs/\(child)").json)
      #expect(blocked["state"]?.stringValue == "blocked")
      let parents = try #require(blocked["parents"]?.arrayValue)
      #expect(parents.map { $0["job"]?.integerValue } == [first, second])
      #expect(parents.map { $0["on"]?.stringValue } == ["success", "any"])
      #expect(parents.map { $0["met"] } == [.null, .null])
      #expect(
        try await client.get("/v1/jobs/\(first)").json?["children"]?.arrayValue?.map(\.integerValue) == [child])
      let why = try #require(try await client.get("/v1/jobs/\(child)/why").json)
      #expect(why["state"]?.stringValue == "blocked")
      #expect(why["blockers"]?.arrayValue?.map { $0["kind"]?.stringValue } == ["parent", "parent"])
      _ = try await client.post("/v1/jobs/\(first)/release")
      _ = try await client.post("/v1/jobs/\(second)/cancel")
      let ended = try await client.finished(child)
      #expect(ended["state"]?.stringValue == "succeeded")
      #expect(ended["parents"]?.arrayValue?.map { $0["met"]?.boolValue } == [true, true])
      client.raw.close()
    }
  }

  @Test func inlineFollowUpsComeInOneTransactionAndAreSkippedWithTheirCause() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let root = try await client.submit(
        """
        {"shell":"exit 3","then":[{"job":{"handler":"noop","name":"never","then":[{"on":"any","job":{"handler":"noop",\
        "name":"after-all"}}]}},{"on":"failure","job":{"handler":"noop","name":"cleanup"}}]}
        """)
      _ = try await client.finished(root)
      let jobs = try #require(try await client.get("/v1/jobs?order=oldest").json?["jobs"]?.arrayValue)
      #expect(jobs.count == 4)
      func ended(_ name: String) async throws -> JSONValue {
        let job = try #require(jobs.first { $0["name"]?.stringValue == name })
        return try await client.finished(try #require(job["id"]?.integerValue))
      }
      let never = try await ended("never")
      #expect(never["state"]?.stringValue == "skipped")
      #expect(never["reason"]?.stringValue == "dependency")
      #expect(never["error"]?["message"]?.stringValue?.contains("\(root)") == true)
      #expect(try await ended("cleanup")["state"]?.stringValue == "succeeded")
      #expect(try await ended("after-all")["state"]?.stringValue == "succeeded")
      client.raw.close()
    }
  }

  @Test func editReplacesParentsAndNoneReleases() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let first = try await client.submit(#"{"handler":"noop","hold":true}"#)
      let second = try await client.submit(#"{"handler":"noop","hold":true}"#)
      let child = try await client.submit(#"{"handler":"noop","after":[\#(first)]}"#)
      let path = "/v1/jobs/\(child)"
      let moved = try await client.send("PATCH", path, body: #"{"after":[{"job":\#(second),"on":"failure"}]}"#)
      #expect(moved.json?["parents"]?.arrayValue?.map { $0["job"]?.integerValue } == [second])
      let itself = try await client.send("PATCH", path, body: #"{"after":[\#(child)]}"#)
      #expect(itself.status == 400 && itself.fields == ["after[0].job"], "\(itself.text)")
      let cycle = try await client.send("PATCH", "/v1/jobs/\(second)", body: #"{"after":[\#(child)]}"#)
      #expect(cycle.status == 400 && cycle.code == "bad_request", "\(cycle.text)")
      let released = try await client.send("PATCH", path, body: #"{"after":[]}"#)
      #expect(released.status == 200)
      #expect(try await client.finished(child)["state"]?.stringValue == "succeeded")
      let late = try await client.send("PATCH", path, body: #"{"after":[\#(first)]}"#)
      #expect(late.status == 409 && late.code == "invalid_state")
      client.raw.close()
    }
  }

  /// Submissions that are refused, and a field that has to be named.
  static let bad: [(body: String, field: String)] = [
    (#"{"shell":"x","after":[77]}"#, "after[0].job"), (#"{"shell":"x","after":[0]}"#, "after[0]"),
    (#"{"shell":"x","after":[{"batch":77}]}"#, "after[0].batch"),
    (#"{"shell":"x","after":[{"job":1,"batch":2}]}"#, "after[0]"),
    (#"{"shell":"x","after":[{"job":1,"on":"sometimes"}]}"#, "after[0].on"),
    (#"{"shell":"x","after":{"job":1}}"#, "after"),
    (#"{"shell":"x","then":[{"job":{"http":{"url":"ftp://x/"}}}]}"#, "then[0].job.http.url"),
    (#"{"shell":"x","then":[{"job":{"shell":"y","executor":"thread"}}]}"#, "then[0].job.executor"),
    (#"{"shell":"x","then":[{"job":{"shell":"y","stdin_base64":"*"}}]}"#, "then[0].job.stdin_base64"),
    (#"{"shell":"x","then":[{"job":{"shell":"y","priority":5000}}]}"#, "then[0].job.priority"),
    (#"{"shell":"x","then":[{"job":{"shell":"y","then":[{"job":{"argv":[]}}]}}]}"#, "then[0].job.then[0].job.argv"),
    (#"{"shell":"x","then":[{"job":{"handler":"nobody"}}]}"#, "then[0].job.handler"),
    (#"{"shell":"x","then":[{"job":{}}]}"#, "then[0].job"), (#"{"shell":"x","then":[{"on":"any"}]}"#, "then[0].job"),
    (#"{"shell":"x","slots_needed":0}"#, "slots_needed"), (#"{"shell":"x","slots_needed":10001}"#, "slots_needed"),
    (#"{"shell":"x","unique":{"key":""}}"#, "unique.key"),
    (#"{"shell":"x","unique":{"key":"k","on_conflict":"maybe"}}"#, "unique.on_conflict"),
    (#"{"shell":"x","unique":{"key":"k","for":"11y"}}"#, "unique.for"),
    (#"{"shell":"x","limit":{"key":"k","max":0}}"#, "limit.max"), (#"{"shell":"x","batch":77}"#, "batch"),
  ]

  @Test func badReferencesAreRefusedByFieldAndNothingIsStored() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for (body, field) in Self.bad {
        let response = try await client.post("/v1/jobs", body)
        #expect(response.status == 400 && response.code == "bad_request", "\(body): \(response.text)")
        #expect(response.fields.contains(field), "\(body): \(response.fields)")
      }
      #expect(try await client.get("/v1/jobs").json?["jobs"]?.arrayValue?.isEmpty == true)
      client.raw.close()
    }
  }

  @Test func deletedParentIsRefusedAndANeededOneIsNotDeleted() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let gone = try await client.submit(#"{"handler":"noop"}"#)
      _ = try await client.finished(gone)
      let other = try await client.submit(#"{"handler":"noop","hold":true}"#)
      let child = try await client.submit(#"{"handler":"noop","after":[\#(gone),\#(other)]}"#)
      let needed = try await client.send("DELETE", "/v1/jobs/\(gone)")
      #expect(needed.status == 409 && needed.code == "invalid_state", "\(needed.text)")
      #expect(needed.json?["job_id"]?.integerValue == child)
      _ = try await client.post("/v1/jobs/\(child)/cancel")
      #expect(try await client.send("DELETE", "/v1/jobs/\(gone)").status == 204)
      let refused = try await client.post("/v1/jobs", #"{"handler":"noop","after":[\#(gone)]}"#)
      #expect(refused.status == 400 && refused.fields == ["after[0].job"])
      #expect(refused.detail?.contains("deleted") == true)
      #expect(refused.json?["subject"]?["id"]?.integerValue == gone, "\(refused.text)")
      let itself = try await client.send("PATCH", "/v1/jobs/\(other)", body: #"{"after":[\#(other)]}"#)
      #expect(itself.status == 400 && itself.json?["subject"] == nil, "\(itself.text)")
      let edited = try await client.send("PATCH", "/v1/jobs/\(other)", body: #"{"after":[{"batch":77}]}"#)
      #expect(edited.json?["subject"]?["kind"]?.stringValue == "batch", "\(edited.text)")
      client.raw.close()
    }
  }

  @Test func tooManyParentsAndTooDeepFollowUpsAreRefused() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let parents = (1...10_001).map(String.init).joined(separator: ",")
      let many = try await client.post("/v1/jobs", #"{"shell":"x","after":[\#(parents)]}"#)
      #expect(many.status == 400 && many.fields.contains("after"), "\(many.text.prefix(300))")
      func nested(_ depth: Int) -> String {
        String(repeating: #"{"shell":"x","then":[{"job":"#, count: depth) + #"{"shell":"x"}"#
          + String(repeating: "}]}", count: depth)
      }
      let atBound = try await client.post("/v1/jobs?dry_run=true", nested(Limits.thenDepthMax))
      #expect(atBound.status == 200, "\(atBound.text.prefix(300))")
      let deep = try await client.post("/v1/jobs", nested(Limits.thenDepthMax + 1))
      #expect(deep.status == 400 && deep.detail?.contains("deep") == true, "\(deep.text.prefix(300))")
      let abyss = try await client.post("/v1/jobs", nested(10_000))
      #expect(abyss.status == 400, "\(abyss.text.prefix(300))")
      client.raw.close()
    }
  }

  @Test func dryRunShowsAllOfTheFlowWithSecretsMasked() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let response = try await client.post(
        "/v1/jobs?dry_run=true",
        """
        {"shell":"x","after":[{"batch":4,"on":"any"},7],"slots_needed":2,"limit":{"key":"db","max":3},\
        "unique":{"key":"u","on_conflict":"replace","for":"5m"},"batch":9,\
        "then":[{"on":"failure","job":{"shell":"y","env":{"TOKEN":"s3"}}}],\
        "callbacks":[{"url":"https://example.com/hook?sig=s3cret&v","on":"success"},{"argv":["notify"]}]}
        """)
      #expect(response.status == 200, "\(response.text)")
      let spec = try #require(response.json?["specs"]?.arrayValue?.first)
      #expect(spec["after"]?.arrayValue?.first?["batch"]?.integerValue == 4)
      #expect(spec["after"]?.arrayValue?.last?["on"]?.stringValue == "success")
      #expect(spec["slots_needed"]?.integerValue == 2)
      #expect(spec["limit"]?["max"]?.integerValue == 3)
      #expect(spec["unique"]?["on_conflict"]?.stringValue == "replace")
      #expect(spec["unique"]?["for"]?.stringValue == "5m")
      #expect(spec["batch"]?.integerValue == 9)
      #expect(spec["then"]?.arrayValue?.first?["job"]?["env"]?["TOKEN"]?.stringValue == SpecView.mask)
      let urls = spec["callbacks"]?.arrayValue?.map { $0["url"]?.stringValue }
      #expect(urls == ["https://example.com/hook?sig=***&***", nil])
      #expect(!response.text.contains("s3"))
      client.raw.close()
    }
  }
}
