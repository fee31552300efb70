// Batches over HTTP against a real queue: creation, joining, waiting, gathering, closing and cancelling.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskBatchesTests {
  @Test func resultsComeInTheOrderOfSubmission() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let made = try await client.post(
        "/v1/batches",
        """
        {"name":"b","jobs":[{"shell":"printf one"},{"handler":"echo","payload":{"n":2}},\
        {"shell":"printf '\\\\377'"},{"shell":"exit 4"}]}
        """)
      #expect(made.status == 201, "\(made.text)")
      let id = try #require(made.json?["id"]?.integerValue)
      #expect(made.header("location") == "/v1/batches/\(id)")
      let ids = made.json?["ids"]?.arrayValue?.compactMap(\.integerValue) ?? []
      #expect(ids.count == 4 && ids == ids.sorted())
      let batch = try #require(try await client.get("/v1/batches/\(id)?wait=10s&results=true").json)
      #expect(batch["done"]?.boolValue == true && batch["open"]?.boolValue == false)
      #expect(batch["name"]?.stringValue == "b" && batch["size"]?.integerValue == 4)
      #expect(batch["counts"]?["succeeded"]?.integerValue == 3)
      #expect(batch["first_failure"]?.integerValue == ids.last)
      let results = try #require(batch["results"]?.arrayValue)
      #expect(results.map { $0["job"]?.integerValue } == ids)
      #expect(results[0]["result"]?.stringValue == "one")
      #expect(results[1]["result"]?["n"]?.integerValue == 2)
      #expect(results[2]["result_base64"]?.stringValue == "/w==")
      #expect(results[3]["result"] == .null && results[3]["exit_code"]?.integerValue == 4)
      #expect(results[3]["reason"]?.stringValue == "exit")
      let member = try #require(try await client.get("/v1/jobs/\(ids[0])").json)
      #expect(member["batch"]?.integerValue == id)
      let listed = try await client.get("/v1/jobs?batch=\(id)&order=oldest").json?["jobs"]?.arrayValue
      #expect(listed?.map { $0["id"]?.integerValue } == ids)
      client.raw.close()
    }
  }

  @Test func batchThatTakesNoMoreJobsSaysWhy() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      func refusal(_ id: Int64, _ type: String = "application/json") async throws -> String? {
        let body = #"{"handler":"noop","batch":\#(id)}"#
        let refused = try await client.send("POST", "/v1/jobs", body: body, type: type)
        #expect(refused.status == 409 && refused.code == "invalid_state", "\(refused.text)")
        #expect(refused.json?["subject"]?["id"]?.integerValue == id)
        return refused.detail
      }
      let done = try await client.batch(#"{"jobs":[{"handler":"noop"}]}"#)
      _ = try await client.get("/v1/batches/\(done)?wait=10s")
      #expect(try await refusal(done) == "batch \(done) takes no more jobs: it is done")
      #expect(
        try await refusal(done, "application/x-ndjson")
          == "batch \(done) takes no more jobs: it is done")
      let closed = try await client.batch(#"{"open":true,"jobs":[{"handler":"noop","hold":true}]}"#)
      _ = try await client.post("/v1/batches/\(closed)/close")
      #expect(try await refusal(closed) == "batch \(closed) takes no more jobs: it has been closed")
      // A shielded attempt goes on, and keeps its batch from being done.
      let job = #"{"argv":["sleep","60"],"shield":true}"#
      let cancelled = try await client.batch(#"{"open":true,"jobs":[\#(job)]}"#)
      let members = try await client.get("/v1/jobs?batch=\(cancelled)").json?["jobs"]?.arrayValue
      let member = try #require(members?.first?["id"]?.integerValue)
      let isRunning = try await eventually {
        try await client.get("/v1/jobs/\(member)").json?["state"]?.stringValue == "running"
      }
      #expect(isRunning)
      _ = try await client.post("/v1/batches/\(cancelled)/cancel")
      #expect(try await refusal(cancelled) == "batch \(cancelled) takes no more jobs: it is being cancelled")
      _ = try await client.post("/v1/jobs/\(member)/cancel", #"{"force":true}"#)
      client.raw.close()
    }
  }

  @Test func resultsArePaged() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let jobs = (0..<25).map { #"{"handler":"echo","payload":\#($0)}"# }.joined(separator: ",")
      let id = try await client.batch(#"{"jobs":[\#(jobs)]}"#)
      _ = try await client.get("/v1/batches/\(id)?wait=10s")
      var values: [Int64?] = []
      var cursor = ""
      repeat {
        let page = try #require(try await client.get("/v1/batches/\(id)?results=true&limit=10\(cursor)").json)
        values += page["results"]?.arrayValue?.map { $0["result"]?.integerValue } ?? []
        cursor = page["next_cursor"]?.stringValue.map { "&cursor=\($0)" } ?? ""
      } while !cursor.isEmpty
      #expect(values == (0..<25).map { Int64($0) })
      client.raw.close()
    }
  }

  @Test func gatherAnswersTheFirstFailureAtOnceAndSiblingsGoOn() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let made = try await client.post("/v1/batches", #"{"jobs":[{"shell":"exec sleep 60"},{"shell":"exit 1"}]}"#)
      let id = try #require(made.json?["id"]?.integerValue)
      let ids = made.json?["ids"]?.arrayValue?.compactMap(\.integerValue) ?? []
      let gathered = try await client.get("/v1/batches/\(id)?wait=30s&results=true&return_errors=false")
      #expect(gathered.status == 409 && gathered.code == "job_failed", "\(gathered.text)")
      #expect(gathered.json?["job_id"]?.integerValue == ids.last)
      #expect(try await client.get("/v1/jobs/\(ids[0])").json?["done"]?.boolValue == false)
      let early = try #require(try await client.get("/v1/batches/\(id)?wait=30s&until=first-failure").json)
      #expect(early["done"]?.boolValue == false && early["first_failure"]?.integerValue == ids.last)
      let cancelled = try await client.post("/v1/batches/\(id)/cancel", #"{"reason":"enough"}"#)
      #expect(cancelled.json?["cancel_requested"]?.boolValue == true, "\(cancelled.text)")
      let done = try #require(try await client.get("/v1/batches/\(id)?wait=10s").json)
      #expect(done["done"]?.boolValue == true && done["counts"]?["cancelled"]?.integerValue == 1)
      let again = try await client.post("/v1/batches/\(id)/cancel")
      #expect(again.status == 409 && again.code == "invalid_state")
      client.raw.close()
    }
  }

  @Test func gatherOfCancelledMembersIsACancellation() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.batch(#"{"jobs":[{"handler":"noop","hold":true},{"handler":"noop"}]}"#)
      _ = try await client.post("/v1/batches/\(id)/cancel")
      let gathered = try await client.get("/v1/batches/\(id)?wait=10s&results=true&return_errors=false")
      #expect(gathered.status == 409 && gathered.code == "job_cancelled", "\(gathered.text)")
      let good = try await client.batch(#"{"jobs":[{"handler":"echo","payload":1},{"handler":"echo","payload":2}]}"#)
      let values = try await client.get("/v1/batches/\(good)?wait=10s&results=true&return_errors=false")
      #expect(values.json?["results"]?.arrayValue?.map { $0["result"]?.integerValue } == [1, 2], "\(values.text)")
      client.raw.close()
    }
  }

  @Test func failFastCancelsTheOthers() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.batch(
        #"{"fail_fast":true,"jobs":[{"handler":"noop","hold":true},{"shell":"exit 1"}]}"#)
      let batch = try #require(try await client.get("/v1/batches/\(id)?wait=10s").json)
      #expect(batch["done"]?.boolValue == true && batch["fail_fast"]?.boolValue == true)
      #expect(batch["counts"]?["cancelled"]?.integerValue == 1)
      client.raw.close()
    }
  }

  @Test func openBatchTakesJobsUntilItIsClosed() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.batch("")
      #expect(try await client.get("/v1/batches/\(id)").json?["open"]?.boolValue == true)
      let member = try await client.submit(#"{"handler":"noop","batch":\#(id)}"#)
      _ = try await client.finished(member)
      #expect(try await client.get("/v1/batches/\(id)?wait=50ms").json?["done"]?.boolValue == false)
      let follower = try await client.submit(#"{"handler":"noop","after":[{"batch":\#(id)}]}"#)
      #expect(try await client.post("/v1/batches/\(id)/close").json?["done"]?.boolValue == true)
      #expect(try await client.finished(follower)["state"]?.stringValue == "succeeded")
      let twice = try await client.post("/v1/batches/\(id)/close")
      #expect(twice.status == 409 && twice.code == "invalid_state", "\(twice.text)")
      let late = try await client.post("/v1/jobs", #"{"handler":"noop","batch":\#(id)}"#)
      #expect(late.status == 409 && late.code == "invalid_state", "\(late.text)")
      client.raw.close()
    }
  }

  @Test func emptyBatchIsDoneAtOnce() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let made = try await client.post("/v1/batches", #"{"jobs":[]}"#)
      #expect(made.status == 201)
      #expect(made.json?["done"]?.boolValue == true && made.json?["ids"]?.arrayValue?.isEmpty == true)
      let id = try #require(made.json?["id"]?.integerValue)
      #expect(try await client.get("/v1/batches/\(id)?wait=10s&results=true").json?["results"]?.arrayValue == [])
      client.raw.close()
    }
  }

  /// What is refused, and a field that has to be named.
  static let bad: [(body: String, field: String)] = [
    (#"{"jobs":[{"shell":"x"},{"shell":""}]}"#, "jobs[1].shell"), (#"{"jobs":[{}]}"#, "jobs[0]"),
    (#"{"jobs":[{"shell":"x"},{"http":{"url":"ftp://x/"}}]}"#, "jobs[1].http.url"),
    (#"{"jobs":[{"shell":"x","after":[99]}]}"#, "jobs[0].after[0].job"),
    (#"{"jobs":[{"shell":"x","batch":1}]}"#, "jobs[0].batch"), (#"{"jobs":7}"#, "jobs"),
    (#"{"jobs":[{"shell":"x","unique":{"key":"k","on_conflict":"return"}}]}"#, "jobs[0].unique.on_conflict"),
    (#"{"jobs":[{"shell":"x","unique":{"key":"k"}},{"shell":"x","unique":{"key":"k"}}]}"#, "jobs[1].unique.key"),
    (#"{"name":"","jobs":[]}"#, "name"), (#"{"open":"yes"}"#, "open"), (#"{"colour":1}"#, "colour"),
  ]

  @Test func badBatchesAreRefusedByFieldAndNothingIsStored() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for (body, field) in Self.bad {
        let response = try await client.post("/v1/batches", body)
        #expect(response.status == 400 && response.code == "bad_request", "\(body): \(response.text)")
        #expect(response.fields.contains(field), "\(body): \(response.fields)")
      }
      let many = [String](repeating: #"{"shell":"x"}"#, count: 10_001).joined(separator: ",")
      #expect(try await client.post("/v1/batches", #"{"jobs":[\#(many)]}"#).status == 413)
      #expect(try await client.get("/v1/batches").json?["batches"]?.arrayValue?.isEmpty == true)
      #expect(try await client.get("/v1/jobs").json?["jobs"]?.arrayValue?.isEmpty == true)
      for path in ["/v1/batches/7", "/v1/batches/7?wait=1s"] { #expect(try await client.get(path).status == 404) }
      for verb in ["close", "cancel"] { #expect(try await client.post("/v1/batches/7/\(verb)").status == 404) }
      let id = try await client.batch(#"{"jobs":[]}"#)
      for query in [
        "until=never", "results=perhaps", "return_errors=true", "limit=5", "results=true&limit=0",
        "results=true&limit=1001", "results=true&cursor=x", "wait=11m", "colour=1",
      ] {
        #expect(try await client.get("/v1/batches/\(id)?\(query)").status == 400, "\(query)")
      }
      for path in ["/v1/batches/0", "/v1/batches/x", "/v1/batches?limit=0", "/v1/batches?cursor=-1"] {
        #expect(try await client.get(path).status == 400, "\(path)")
      }
      client.raw.close()
    }
  }

  @Test func idempotencyKeyRepeatsTheFirstAnswer() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let key = "Idempotency-Key: b-1\r\n"
      let first = try await client.post("/v1/batches", #"{"jobs":[{"handler":"noop"}]}"#, key)
      let second = try await client.post("/v1/batches", #"{"jobs":[{"handler":"noop"}]}"#, key)
      #expect(first.status == 201 && second.status == 201)
      #expect(second.body == first.body && second.header("idempotent-replayed") == "true")
      #expect(second.header("location") == first.header("location"))
      #expect(try await client.post("/v1/batches", "{}", key).status == 422)
      #expect(try await client.get("/v1/batches").json?["batches"]?.arrayValue?.count == 1)
      client.raw.close()
    }
  }

  @Test func batchesAreListedNewestFirstInPages() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      var made: [Int64] = []
      for _ in 0..<5 { made.append(try await client.batch(#"{"jobs":[]}"#)) }
      var seen: [Int64] = []
      var cursor = ""
      repeat {
        let page = try #require(try await client.get("/v1/batches?limit=2\(cursor)").json)
        seen += page["batches"]?.arrayValue?.compactMap { $0["id"]?.integerValue } ?? []
        cursor = page["next_cursor"]?.stringValue.map { "&cursor=\($0)" } ?? ""
      } while !cursor.isEmpty
      #expect(seen == made.reversed())
      client.raw.close()
    }
  }
}

extension TestClient {
  /// Creates a batch and returns its id.
  func batch(_ json: String) async throws -> Int64 {
    let response = try await post("/v1/batches", json)
    guard response.status == 201, let id = response.json?["id"]?.integerValue else {
      throw RawClient.Failure("batch: \(response.status) \(response.text)")
    }
    return id
  }
}
