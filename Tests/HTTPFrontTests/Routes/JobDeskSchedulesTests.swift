// Schedules over HTTP against a real queue.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskSchedulesTests {
  @Test func scheduleIsSetShownPausedRunAndRemoved() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let path = "/v1/schedules/nightly"
      let set = try await client.send(
        "PUT", path,
        body: """
          {"cron":"30 2 * * *","timezone":"Europe/Berlin","job":{"handler":"noop","env":{"SECRET":"x"},\
          "tags":{"a":"b"}},"overlap":"queue","catch_up":"all","jitter":"5s"}
          """)
      #expect(set.status == 200, "\(set.text)")
      let schedule = try #require(try await client.get(path).json)
      #expect(schedule["name"]?.stringValue == "nightly" && schedule["cron"]?.stringValue == "30 2 * * *")
      #expect(schedule["timezone"]?.stringValue == "Europe/Berlin" && schedule["overlap"]?.stringValue == "queue")
      #expect(schedule["catch_up"]?.stringValue == "all" && schedule["jitter"]?.stringValue == "5s")
      #expect(schedule["job"]?["env"]?["SECRET"]?.stringValue == SpecView.mask)
      #expect(schedule["next_at"]?.stringValue != nil && schedule["fired"]?.integerValue == 0)
      let times = try await client.get(path + "/preview?count=3").json?["times"]?.arrayValue
      #expect(times?.count == 3 && times?.first == schedule["next_at"], "\(String(describing: times))")
      #expect(try await client.get(path + "/preview").json?["times"]?.arrayValue?.count == 10)
      #expect(try await client.post(path + "/pause").json?["paused"]?.boolValue == true)
      #expect(try await client.get(path).json?["next_at"] == .null)
      #expect(try await client.post(path + "/resume").json?["paused"]?.boolValue == false)
      let run = try await client.post(path + "/run")
      #expect(run.status == 201, "\(run.text)")
      let id = try #require(run.json?["id"]?.integerValue)
      #expect(run.header("location") == "/v1/jobs/\(id)")
      let job = try await client.finished(id)
      #expect(job["schedule"]?.stringValue == "nightly" && job["tags"]?["a"]?.stringValue == "b")
      let mine = try await client.get("/v1/jobs?schedule=nightly").json?["jobs"]?.arrayValue
      #expect(mine?.map { $0["id"]?.integerValue } == [id])
      let names = try await client.get("/v1/schedules").json?["schedules"]?.arrayValue?.map { $0["name"]?.stringValue }
      #expect(names == ["nightly"])
      #expect(try await client.send("DELETE", path).status == 204)
      #expect(try await client.get(path).status == 404)
      #expect(try await client.get("/v1/jobs/\(id)").status == 200)
      client.raw.close()
    }
  }

  /// What is refused, and a field that has to be named.
  static let bad: [(body: String, field: String)] = [
    (#"{"cron":"61 * * * *","job":{"shell":"x"}}"#, "cron"), (#"{"cron":"0 0 30 2 *","job":{"shell":"x"}}"#, "cron"),
    (#"{"cron":"","job":{"shell":"x"}}"#, "cron"), (#"{"cron":"* * * *","job":{"shell":"x"}}"#, "cron"),
    (#"{"cron":"@daily","timezone":"Mars/Olympus","job":{"shell":"x"}}"#, "timezone"),
    (#"{"cron":"@daily","every":"1h","job":{"shell":"x"}}"#, "(body)"), (#"{"job":{"shell":"x"}}"#, "(body)"),
    (#"{"every":"0s","job":{"shell":"x"}}"#, "every"), (#"{"every":"-1h","job":{"shell":"x"}}"#, "every"),
    (#"{"cron":"@daily"}"#, "job"), (#"{"cron":"@daily","job":{"shell":"x","priority":5000}}"#, "job.priority"),
    (#"{"cron":"@daily","job":{"http":{"url":"ftp://x/"}}}"#, "job.http.url"),
    (#"{"cron":"@daily","job":{"handler":"nobody"}}"#, "job.handler"),
    (#"{"cron":"@daily","job":{"shell":"x","batch":1}}"#, "job.batch"),
    (#"{"cron":"@daily","job":{"shell":"x"},"overlap":"both"}"#, "overlap"),
    (#"{"cron":"@daily","job":{"shell":"x"},"catch_up":"some"}"#, "catch_up"),
    (#"{"cron":"@daily","job":{"shell":"x"},"jitter":"-1s"}"#, "jitter"),
    (#"{"cron":"@daily","job":{"shell":"x"},"colour":1}"#, "colour"),
  ]

  @Test func badSchedulesAreRefusedByFieldAndNothingIsStored() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for (body, field) in Self.bad {
        let response = try await client.send("PUT", "/v1/schedules/s", body: body)
        #expect(response.status == 400 && response.code == "bad_request", "\(body): \(response.text)")
        #expect(response.fields.contains(field), "\(body): \(response.fields)")
      }
      let name = try await client.send("PUT", "/v1/schedules/a%20b", body: #"{"every":"1h","job":{"shell":"x"}}"#)
      #expect(name.status == 400 && name.fields.contains("name"), "\(name.text)")
      #expect(try await client.get("/v1/schedules").json?["schedules"]?.arrayValue?.isEmpty == true)
      for verb in ["run", "pause", "resume"] {
        #expect(try await client.post("/v1/schedules/none/\(verb)").status == 404, "\(verb)")
      }
      #expect(try await client.send("DELETE", "/v1/schedules/none").status == 404)
      #expect(try await client.get("/v1/schedules/none/preview").status == 404)
      #expect(try await client.get("/v1/schedules/none/preview?count=0").status == 400)
      #expect(try await client.get("/v1/schedules/none/preview?count=1001").status == 400)
      client.raw.close()
    }
  }

  @Test func schedulesAreListedPageByPageWithoutWhatTheyRead() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let then = #"[{"job":{"shell":"x"}},{"job":{"shell":"cat","stdin":"abc"}}]"#
      let job = #"{"shell":"cat","stdin":"hidden","then":\#(then)}"#
      for name in ["b", "c", "a"] {
        let set = try await client.send("PUT", "/v1/schedules/\(name)", body: #"{"every":"1h","job":\#(job)}"#)
        #expect(set.status == 200, "\(set.text)")
      }
      let first = try #require(try await client.get("/v1/schedules?limit=2").json)
      #expect(first["schedules"]?.arrayValue?.map { $0["name"]?.stringValue } == ["a", "b"])
      let cursor = try #require(first["next_cursor"]?.stringValue)
      let second = try #require(try await client.get("/v1/schedules?limit=2&cursor=\(cursor)").json)
      #expect(second["schedules"]?.arrayValue?.map { $0["name"]?.stringValue } == ["c"])
      #expect(second["next_cursor"] == .null)
      // A list says of the input what one schedule says: how much there is.
      let listed = try #require(second["schedules"]?.arrayValue?.first)
      #expect(listed["job"]?["stdin"]?.stringValue == "\(SpecView.mask) (6 bytes)")
      #expect(listed == (try await client.get("/v1/schedules/c").json))
      for query in ["limit=0", "limit=1001", "limit=x", "order=newest"] {
        #expect(try await client.get("/v1/schedules?\(query)").status == 400, "\(query)")
      }
      client.raw.close()
    }
  }

  @Test func limitedTokenIsShownItsSchedulesAndToldOfNoOther() async throws {
    try await withLimitedToken("read,submit queues=mine") { owner, limited in
      for (name, queue) in [("a", "default"), ("b", "mine"), ("c", "default"), ("d", "mine"), ("e", "default")] {
        let body = #"{"every":"1h","job":{"shell":"x","queue":"\#(queue)"}}"#
        #expect(try await owner.send("PUT", "/v1/schedules/\(name)", body: body).status == 200)
      }
      var (names, cursors): ([String], [String]) = ([], [])
      var path: String? = "/v1/schedules?limit=1"
      while let target = path, cursors.count < 10 {
        let page = try #require(try await limited.send("GET", target).json)
        names += page["schedules"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
        let cursor = page["next_cursor"]?.stringValue
        if let cursor { cursors.append(cursor) }
        path = cursor.map { "/v1/schedules?limit=1&cursor=\($0)" }
      }
      #expect(names == ["b", "d"])
      #expect(cursors == ["b", "d"], "a cursor names what is not shown")
    }
  }

  private static let secret =
    #"{"every":"1h","job":{"shell":"cat","env":{"API_TOKEN":"hidden"},"stdin":"input","#
    + #""callbacks":[{"url":"http://127.0.0.1:9/a?k=v"}],"then":[{"job":{"shell":"x","env":{"KEY":"k"}}}]}}"#

  /// The job of a schedule as it is shown, as the body of a schedule.
  private func shown(_ answer: RawResponse) throws -> String {
    let job = try #require(answer.json?["job"], "\(answer.text)")
    return String(decoding: job.jsonBytes(), as: UTF8.self)
  }

  @Test func masksThatAreSentBackLeaveWhatIsStored() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      #expect(try await client.send("PUT", "/v1/schedules/s", body: Self.secret).status == 200)
      let stored = try await daemon.queue.schedule("s").spec.job
      let job = try shown(try await client.get("/v1/schedules/s"))
      let back = try await client.send("PUT", "/v1/schedules/s", body: #"{"every":"2h","job":\#(job)}"#)
      #expect(back.status == 200, "\(back.text)")
      #expect(try await daemon.queue.schedule("s").spec.job == stored)
      let moved = job.replacing("127.0.0.1:9", with: "127.0.0.1:8")
      let refused = try await client.send("PUT", "/v1/schedules/s", body: #"{"every":"2h","job":\#(moved)}"#)
      #expect(refused.status == 400 && refused.fields == ["job.callbacks[0].url"], "\(refused.text)")
      let new = try await client.send("PUT", "/v1/schedules/t", body: #"{"every":"2h","job":\#(job)}"#)
      #expect(new.status == 400 && new.fields.contains("job.env.API_TOKEN"), "\(new.text)")
      #expect(try await client.get("/v1/schedules/t").status == 404)
      client.raw.close()
    }
  }

  /// A command of theirs would be shown it.
  @Test func masksOfOthersStandForNothing() async throws {
    try await withLimitedToken("submit,read") { owner, other in
      #expect(try await owner.send("PUT", "/v1/schedules/s", body: Self.secret).status == 200)
      let job = try shown(try await other.send("GET", "/v1/schedules/s")).replacing("cat", with: "printenv")
      let refused = try await other.send("PUT", "/v1/schedules/s", #"{"every":"1h","job":\#(job)}"#)
      #expect(refused.status == 400 && refused.fields.contains("job.env.API_TOKEN"), "\(refused.text)")
      #expect(try await owner.get("/v1/schedules/s").json?["job"]?["shell"]?.stringValue == "cat")
      // Of their own they do.
      #expect(try await other.send("PUT", "/v1/schedules/own", Self.secret).status == 200)
      let own = try shown(try await other.send("GET", "/v1/schedules/own"))
      #expect(try await other.send("PUT", "/v1/schedules/own", #"{"every":"2h","job":\#(own)}"#).status == 200)
    }
  }
}
