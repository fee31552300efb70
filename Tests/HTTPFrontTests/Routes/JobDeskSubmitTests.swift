// Submissions over HTTP against a real queue: one, many, idempotent, dry, and everything that is refused.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskSubmitTests {
  @Test func submittedJobRunsAndIsRecorded() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let response = try await client.post(
        "/v1/jobs", #"{"argv":["/bin/sh","-c","echo out; echo err >&2"],"name":"hi","tags":{"a":"b"}}"#)
      #expect(response.status == 201)
      let id = try #require(response.json?["id"]?.integerValue)
      #expect(response.header("location") == "/v1/jobs/\(id)")
      #expect(response.json?["state"]?.stringValue == "queued")
      #expect(response.json?["name"]?.stringValue == "hi")
      #expect(response.json?["submitted_by"]?.stringValue?.hasPrefix("uid:") == true)
      let job = try await client.finished(id)
      #expect(job["state"]?.stringValue == "succeeded")
      #expect(job["exit_code"]?.integerValue == 0)
      #expect(job["log"]?["stdout_bytes"]?.integerValue == 4)
      client.raw.close()
    }
  }

  @Test func everyFieldArrives() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let spec = """
        {"shell":"cat","name":"all","queue":"q","priority":7,"delay":"1h","timeout":"5s","grace":"1s",\
        "deadline":"2100-01-01T00:00:00Z","retry":{"max_attempts":3,"backoff":"linear","initial":"2s","max":"1m",\
        "jitter":0.5,"on":[1,"timeout"],"not_on":[2]},"shield":true,"tags":{"k":"v"},"cwd":"/tmp",\
        "env":{"A":"1","API_TOKEN":"hidden"},"clear_env":true,"umask":"027","nice":5,"stdin_base64":"aGk=",\
        "interactive":true,"merge_stderr":true,"log_limit":65536,"keep_for":"1d"}
        """
      let id = try await client.submit(spec)
      let job = try #require(try await client.get("/v1/jobs/\(id)?view=full").json)
      #expect(job["state"]?.stringValue == "scheduled")
      #expect(job["max_attempts"]?.integerValue == 3)
      #expect(job["shielded"]?.boolValue == true)
      let stored = try #require(job["spec"])
      #expect(stored["retry"]?["on"]?.arrayValue?.count == 2)
      #expect(stored["env"]?["A"]?.stringValue == "1")
      #expect(stored["env"]?["API_TOKEN"]?.stringValue == SpecView.mask)
      #expect(stored["umask"]?.stringValue == "027")
      #expect(stored["interactive"]?.boolValue == true)
      #expect(stored["timeout"]?.stringValue == "5s")
      #expect(stored["stdin"]?.stringValue?.contains("hi") == false)
      let spec2 = try await daemon.queue.detail(JobID(id)).spec
      #expect(spec2.process.stdin == Array("hi".utf8))
      #expect(spec2.process.environment["API_TOKEN"] == "hidden")
      client.raw.close()
    }
  }

  @Test func executorAndExternalArrive() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let remote = #"{"handler":"thumb","executor":"remote","payload":{"n":1},"hold":true}"#
      let id = try await client.submit(remote)
      let spec = try #require(try await client.get("/v1/jobs/\(id)?view=full").json?["spec"])
      #expect(spec["executor"]?.stringValue == "remote" && spec["handler"]?.stringValue == "thumb")
      let external = try await client.submit(#"{"external":true,"name":"approval","hold":true}"#)
      let job = try #require(try await client.get("/v1/jobs/\(external)?view=full").json)
      #expect(job["kind"]?.stringValue == "external" && job["spec"]?["external"]?.boolValue == true)
      let plain = try await client.submit(#"{"handler":"echo","executor":"async","payload":7}"#)
      _ = try await client.finished(plain)
      #expect(try await client.get("/v1/jobs/\(plain)/result").text == "7")
      client.raw.close()
    }
  }

  /// What is refused, and a field that has to be named.
  static let bad: [(body: String, field: String)] = [
    ("{}", "(body)"), (#"{"argv":["a"],"shell":"b"}"#, "(body)"), (#"{"argv":["a"],"colour":"red"}"#, "colour"),
    (#"{"argv":"a"}"#, "argv"), (#"{"argv":[]}"#, "argv"), (#"{"argv":["a\u0000b"]}"#, "argv[0]"),
    (#"{"argv":["a",7]}"#, "argv[1]"), (#"{"shell":""}"#, "shell"), (#"{"shell":"x","priority":1001}"#, "priority"),
    (#"{"shell":"x","priority":1.5}"#, "priority"), (#"{"shell":"x","grace":"-1s"}"#, "grace"),
    (#"{"shell":"x","timeout":"1e400"}"#, "timeout"), (#"{"shell":"x","timeout":"NaN"}"#, "timeout"),
    (#"{"shell":"x","grace":-1}"#, "grace"), (#"{"shell":"x","queue":""}"#, "queue"),
    (#"{"shell":"x","queue":"a b"}"#, "queue"), (#"{"shell":"x","cwd":"relative"}"#, "cwd"),
    (#"{"shell":"x","env":{"A=B":"1"}}"#, "env.A=B"), (#"{"shell":"x","stdin_base64":"***"}"#, "stdin_base64"),
    (#"{"shell":"x","run_at":"yesterday"}"#, "run_at"),
    (#"{"shell":"x","retry":{"max_attempts":0}}"#, "retry.max_attempts"),
    (#"{"shell":"x","executor":"thread"}"#, "executor"),
    (#"{"handler":"noop","executor":"nowhere"}"#, "executor"),
    (#"{"handler":"noop","executor":"process"}"#, "executor"),
    (#"{"handler":"noop","executor":"a/b"}"#, "executor"), (#"{"external":true,"executor":"remote"}"#, "executor"),
    (#"{"external":false}"#, "external"), (#"{"external":true,"shell":"x"}"#, "(body)"),
    (#"{"external":true,"payload":{}}"#, "payload"),
    (#"{"http":{"url":"ftp://x/"}}"#, "http.url"), (#"{"http":{"url":"http://u:p@x/"}}"#, "http.url"),
    (#"{"http":{"url":"http://x/","expect_body":"("}}"#, "http.expect_body"),
    (#"{"http":{"url":"http://x/","follow_redirects":11}}"#, "http.follow_redirects"),
    (#"{"http":{"url":"http://x/","follow_redirects":"all"}}"#, "http.follow_redirects"),
    (#"{"http":{"url":"http://x/","expect_status":[600]}}"#, "http.expect_status[0]"),
    (#"{"http":{"url":"http://x/","headers":{"Host":"y"}}}"#, "http.headers.Host"),
    (#"[]"#, "(body)"), (#""x""#, "(body)"),
  ]

  @Test func badSubmissionsAreRefusedFieldByFieldAndNothingIsStored() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for (body, field) in Self.bad {
        let response = try await client.post("/v1/jobs", body)
        #expect(response.status == 400, "\(body)")
        #expect(response.code == "bad_request")
        let fields = response.json?["errors"]?.arrayValue?.compactMap { $0["field"]?.stringValue } ?? []
        #expect(fields.contains(field), "\(body): \(fields)")
      }
      #expect(try await client.get("/v1/jobs").json?["jobs"]?.arrayValue?.isEmpty == true)
      client.raw.close()
    }
  }

  @Test func textThatIsNotJSONIsRefusedWithItsPlace() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for body in ["{", "nope", #"{"shell":"x"} x"#, #"{"shell":"x","shell":"y"}"#, #"{"shell":"x","priority":1e}"#] {
        let response = try await client.post("/v1/jobs", body)
        #expect(response.status == 400, "\(body)")
        #expect(response.detail?.contains("line 1") == true)
      }
      try await client.raw.send(
        "POST /v1/jobs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n")
      try await client.raw.send(Array(#"{"shell":""#.utf8) + [0xFF] + Array(#""}"#.utf8))
      #expect(try await client.raw.response().status == 400)
      client.raw.close()
    }
  }

  @Test func severalProblemsComeInOneAnswer() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let response = try await client.post("/v1/jobs", #"{"shell":7,"priority":"x","colour":1,"queue":"q"}"#)
      #expect(response.json?["errors"]?.arrayValue?.count == 3)
      let both = try await client.post("/v1/jobs", #"{"shell":"x","executor":"thread","priority":5000}"#)
      #expect(both.json?["errors"]?.arrayValue?.count == 2)
      client.raw.close()
    }
  }

  @Test func linesAreStoredTogether() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let body = (0..<1_000).map { #"{"handler":"noop","name":"n\#($0)"}"# }.joined(separator: "\n")
      let response = try await client.send("POST", "/v1/jobs", body: body + "\n", type: "application/x-ndjson")
      #expect(response.status == 201)
      #expect(response.json?["count"]?.integerValue == 1_000)
      let ids = response.json?["ids"]?.arrayValue?.compactMap(\.integerValue) ?? []
      #expect(ids.count == 1_000)
      #expect(ids == ids.sorted())
      client.raw.close()
    }
  }

  @Test(arguments: [#"{"shell":7}"#, "nonsense", #"{"shell":"x","priority":9999}"#, #"{"http":{"url":"x"}}"#])
  func badLineIsNamedAndNothingIsStored(_ line: String) async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      // The second line is blank: it counts as a line and is no job.
      let body = #"{"shell":"true"}"# + "\n\n" + line + "\n" + #"{"shell":"true"}"#
      let response = try await client.send("POST", "/v1/jobs", body: body, type: "application/x-ndjson")
      #expect(response.status == 400)
      #expect(response.json?["line"]?.integerValue == 3)
      #expect(response.json?["errors"]?.arrayValue?.isEmpty == false)
      #expect(try await client.get("/v1/jobs").json?["jobs"]?.arrayValue?.isEmpty == true)
      client.raw.close()
    }
  }

  @Test func moreLinesThanAllowedAre413AndNoneIs400() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let many = String(repeating: #"{"shell":"x"}"# + "\n", count: 10_001)
      let refused = try await client.send("POST", "/v1/jobs", body: many, type: "application/x-ndjson")
      #expect(refused.status == 413)
      #expect(try await client.send("POST", "/v1/jobs", body: "\n\n", type: "application/x-ndjson").status == 400)
      #expect(try await client.get("/v1/jobs").json?["jobs"]?.arrayValue?.isEmpty == true)
      client.raw.close()
    }
  }

  @Test func idempotencyKeyRepeatsTheFirstAnswer() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let key = "Idempotency-Key: k-1\r\n"
      let body = #"{"handler":"noop"}"#
      let first = try await client.post("/v1/jobs", body, key)
      #expect(first.status == 201)
      #expect(first.header("idempotent-replayed") == nil)
      let second = try await client.post("/v1/jobs", body, key)
      #expect(second.status == 201)
      #expect(second.header("idempotent-replayed") == "true")
      #expect(second.header("location") == first.header("location"))
      #expect(second.body == first.body)
      let other = try await client.post("/v1/jobs", #"{"handler":"echo"}"#, key)
      #expect(other.status == 422)
      #expect(other.code == "idempotency_mismatch")
      let long = try await client.post("/v1/jobs", body, "Idempotency-Key: \(String(repeating: "k", count: 256))\r\n")
      #expect(long.status == 400)
      #expect(try await client.get("/v1/jobs").json?["jobs"]?.arrayValue?.count == 1)
      client.raw.close()
    }
  }

  @Test func dryRunStoresNothing() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let good = try await client.post("/v1/jobs?dry_run=true", #"{"shell":"true","env":{"PASSWORD":"x"}}"#)
      #expect(good.status == 200)
      #expect(good.json?["count"]?.integerValue == 1)
      let spec = good.json?["specs"]?.arrayValue?.first
      #expect(spec?["queue"]?.stringValue == "default")
      #expect(spec?["env"]?["PASSWORD"]?.stringValue == SpecView.mask)
      #expect(try await client.post("/v1/jobs?dry_run=true", #"{"shell":"x","priority":5000}"#).status == 400)
      #expect(try await client.post("/v1/jobs?dry_run=maybe", #"{"shell":"x"}"#).status == 400)
      #expect(try await client.get("/v1/jobs").json?["jobs"]?.arrayValue?.isEmpty == true)
      client.raw.close()
    }
  }

  @Test func emptyBodyIs400() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      #expect(try await client.post("/v1/jobs").status == 400)
      client.raw.close()
    }
  }

  /// What was shown of a job is not the job.
  @Test func masksAreNotStored() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let callback = #"{"url":"http://127.0.0.1:9/a?k=v"}"#
      let id = try await client.submit(
        #"{"shell":"true","hold":true,"env":{"API_TOKEN":"t"},"callbacks":[\#(callback)]}"#)
      let spec = try #require(try await client.get("/v1/jobs/\(id)?view=full").json?["spec"])
      // The callbacks of a job are shown beside what was submitted.
      let masked = callback.replacing("k=v", with: "k=***")
      let text = #"{"callbacks":[\#(masked)],"# + String(decoding: spec.jsonBytes(), as: UTF8.self).dropFirst()
      for path in ["/v1/jobs", "/v1/jobs?dry_run=true"] {
        let again = try await client.post(path, text)
        #expect(again.status == 400, "\(again.text)")
        #expect(Set(again.fields) == ["env.API_TOKEN", "callbacks[0].url"], "\(again.text)")
      }
      let batch = try await client.post("/v1/batches", #"{"jobs":[\#(text)],"callbacks":[\#(masked)]}"#)
      #expect(batch.status == 400 && batch.fields.contains("jobs[0].callbacks[0].url"), "\(batch.text)")
      let empty = try await client.post("/v1/batches", #"{"callbacks":[\#(masked)]}"#)
      #expect(empty.status == 400 && empty.fields == ["callbacks[0].url"], "\(empty.text)")
      let late = try await client.post("/v1/jobs/\(id)/callbacks", masked)
      #expect(late.status == 400 && late.fields == ["url"], "\(late.text)")
      #expect(try await client.get("/v1/jobs").json?["jobs"]?.arrayValue?.count == 1)
      client.raw.close()
    }
  }
}
