// The verbs on one job, lists, waits, bulk verbs, queues and the daemon's own routes, against a real queue.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskJobsTests {
  @Test(arguments: ["0", "-1", "x", "1.5", "99999999999999999999", "%31x"])
  func idThatIsNoneIs400(_ id: String) async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      #expect(try await client.get("/v1/jobs/\(id)").status == 400)
      client.raw.close()
    }
  }

  @Test func unknownIDIs404Everywhere() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let huge = "/v1/jobs/9223372036854775807"
      for path in [huge, huge + "/result", huge + "/log", huge + "?wait=1s", huge + "?view=full"] {
        let response = try await client.get(path)
        #expect(response.status == 404, "\(path)")
        #expect(response.code == "not_found")
      }
      for verb in ["cancel", "retry", "hold", "release", "run"] {
        #expect(try await client.post("\(huge)/\(verb)").status == 404)
      }
      #expect(try await client.post(huge + "/signal", #"{"signal":"TERM"}"#).status == 404)
      #expect(try await client.send("DELETE", huge).status == 404)
      #expect(try await client.send("PATCH", huge, body: #"{"name":"x"}"#).status == 404)
      client.raw.close()
    }
  }

  @Test func waitEndsWithTheJobOrItsTime() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"shell":"exec sleep 60"}"#)
      let early = try await client.get("/v1/jobs/\(id)?wait=50ms")
      #expect(early.status == 200)
      #expect(early.json?["done"]?.boolValue == false)
      let other = try await daemon.connect()
      async let waiting = other.get("/v1/jobs/\(id)?wait=30s")
      #expect(try await client.post("/v1/jobs/\(id)/cancel").json?["accepted"]?.boolValue == true)
      #expect(try await waiting.json?["state"]?.stringValue == "cancelled")
      #expect(try await client.get("/v1/jobs/\(id)?wait=11m").status == 400)
      #expect(try await client.get("/v1/jobs/\(id)?wait=soon").status == 400)
      for connection in [client, other] { connection.raw.close() }
    }
  }

  @Test func clientThatLeavesAWaitFreesItsWaiterAndNotTheJob() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"shell":"true","hold":true}"#)
      let leaving = try await daemon.connect()
      try await leaving.raw.send(TestClient.request("GET", "/v1/jobs/\(id)?wait=5m"))
      #expect(try await eventually { try await daemon.queue.info().waiters == 1 })
      leaving.raw.close()
      #expect(try await eventually { try await daemon.queue.info().waiters == 0 })
      #expect(try await client.get("/v1/jobs/\(id)").json?["state"]?.stringValue == "held")
      client.raw.close()
    }
  }

  @Test func verbsMoveTheJobAndRefuseTheWrongState() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let held = try await client.submit(#"{"handler":"noop","hold":true}"#)
      #expect(try await client.post("/v1/jobs/\(held)/release").status == 200)
      #expect(try await client.finished(held)["state"]?.stringValue == "succeeded")
      for verb in ["hold", "release", "run", "cancel", "retry"] {
        let refused = try await client.post("/v1/jobs/\(held)/\(verb)")
        #expect(refused.status == 409, "\(verb)")
        #expect(refused.code == "invalid_state")
        #expect(refused.json?["job_id"]?.integerValue == held)
      }
      let delayed = try await client.submit(#"{"handler":"noop","delay":"1h"}"#)
      #expect(try await client.post("/v1/jobs/\(delayed)/hold").json?["state"]?.stringValue == "held")
      let again = try await client.post("/v1/jobs/\(delayed)/hold")
      #expect(again.status == 409 && again.code == "invalid_state")
      #expect(try await client.post("/v1/jobs/\(delayed)/release").json?["state"]?.stringValue == "scheduled")
      #expect(try await client.post("/v1/jobs/\(delayed)/run", "{}").status == 200)
      #expect(try await client.finished(delayed)["state"]?.stringValue == "succeeded")
      let failed = try await client.submit(#"{"shell":"exit 3"}"#)
      #expect(try await client.finished(failed)["exit_code"]?.integerValue == 3)
      #expect(try await client.post("/v1/jobs/\(failed)/retry").status == 200)
      #expect(try await client.finished(failed)["attempt"]?.integerValue == 2)
      client.raw.close()
    }
  }

  @Test func jobsChangePlaces() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let one = try await client.submit(#"{"shell":"true","hold":true,"priority":3}"#)
      let other = try await client.submit(#"{"shell":"true","hold":true}"#)
      let answer = try await client.post("/v1/jobs:switch", #"{"a":\#(one),"b":\#(other)}"#)
      let jobs = answer.json?["jobs"]?.arrayValue ?? []
      #expect(answer.status == 200 && jobs.compactMap { $0["id"]?.integerValue } == [one, other], "\(answer.text)")
      #expect(jobs.compactMap { $0["priority"]?.integerValue } == [0, 3])
      let far = try await client.submit(#"{"shell":"true","hold":true,"queue":"far"}"#)
      let equal = try await client.submit(#"{"shell":"true","hold":true}"#)
      for (b, word) in [(one, "itself"), (far, "different queues"), (equal, "nothing to exchange")] {
        let refused = try await client.post("/v1/jobs:switch", #"{"a":\#(one),"b":\#(b)}"#)
        #expect(refused.status == 409 && refused.code == "invalid_state", "\(refused.text)")
        #expect(refused.detail?.contains(word) == true, "\(refused.text)")
      }
      #expect(try await client.post("/v1/jobs:switch", #"{"a":\#(one),"b":999}"#).status == 404)
      #expect(try await client.post("/v1/jobs:switch", #"{"a":\#(one),"b":0}"#).fields == ["b"])
      #expect(try await client.post("/v1/jobs:switch", #"{"a":\#(one)}"#).fields == ["b"])
      client.raw.close()
    }
  }

  @Test func patchChangesWhatItMentions() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"shell":"true","hold":true,"name":"a","timeout":"5s"}"#)
      let patched = try await client.send(
        "PATCH", "/v1/jobs/\(id)", body: #"{"priority":9,"name":null,"tags":{"x":"y"},"timeout":null}"#)
      #expect(patched.status == 200)
      #expect(patched.json?["priority"]?.integerValue == 9)
      #expect(patched.json?["name"]?.stringValue == "job-\(id)")
      #expect(patched.json?["tags"]?["x"]?.stringValue == "y")
      #expect(try await client.send("PATCH", "/v1/jobs/\(id)", body: #"{"priority":9999}"#).status == 400)
      #expect(try await client.send("PATCH", "/v1/jobs/\(id)", body: #"{"state":"failed"}"#).status == 400)
      #expect(try await client.send("PATCH", "/v1/jobs/\(id)", body: #"{"priority":null}"#).status == 400)
      client.raw.close()
    }
  }

  @Test func resultIsTheOutputAndOthersAreProblems() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let good = try await client.submit(#"{"shell":"printf result"}"#)
      _ = try await client.finished(good)
      let result = try await client.get("/v1/jobs/\(good)/result")
      #expect(result.text == "result")
      #expect(result.header("content-type") == "application/octet-stream")
      let bad = try await client.submit(#"{"shell":"false"}"#)
      _ = try await client.finished(bad)
      let failed = try await client.get("/v1/jobs/\(bad)/result")
      #expect(failed.status == 409)
      #expect(failed.code == "job_failed")
      let held = try await client.submit(#"{"shell":"true","hold":true}"#)
      #expect(try await client.get("/v1/jobs/\(held)/result").code == "invalid_state")
      let lines = try await client.post("/v1/jobs/\(held)/cancel", #"{"reason":"a\nb"}"#)
      #expect(lines.status == 400 && lines.fields == ["reason"], "\(lines.text)")
      _ = try await client.post("/v1/jobs/\(held)/cancel", #"{"reason":"test"}"#)
      #expect(try await client.get("/v1/jobs/\(held)/result").code == "job_cancelled")
      let echo = try await client.submit(#"{"handler":"echo","payload":{"a":[1,2]}}"#)
      _ = try await client.finished(echo)
      let json = try await client.get("/v1/jobs/\(echo)/result")
      #expect(json.header("content-type") == "application/json")
      client.raw.close()
    }
  }

  @Test func signalReachesTheProcess() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"shell":"trap 'exit 5' USR1; echo ready; while :; do sleep 0.05; done"}"#)
      #expect(try await eventually { try await client.get("/v1/jobs/\(id)/log").text == "ready\n" })
      // A process may write before the daemon has noted its pid; until then there is nothing to signal.
      #expect(
        try await eventually { try await client.post("/v1/jobs/\(id)/signal", #"{"signal":"USR1"}"#).status == 204 })
      #expect(try await client.finished(id)["exit_code"]?.integerValue == 5)
      #expect(try await client.post("/v1/jobs/\(id)/signal", #"{"signal":"USR1"}"#).status == 409)
      #expect(try await client.post("/v1/jobs/\(id)/signal", #"{"signal":"NOPE"}"#).status == 400)
      client.raw.close()
    }
  }

  @Test func deleteRemovesAFinishedJobOnly() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"shell":"true","hold":true}"#)
      #expect(try await client.send("DELETE", "/v1/jobs/\(id)").status == 409)
      _ = try await client.post("/v1/jobs/\(id)/cancel")
      #expect(try await client.send("DELETE", "/v1/jobs/\(id)").status == 204)
      #expect(try await client.get("/v1/jobs/\(id)").status == 404)
      client.raw.close()
    }
  }

  @Test func listFiltersAndPages() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      var ids: [Int64] = []
      for index in 0..<5 {
        ids.append(
          try await client.submit(#"{"shell":"true","hold":true,"name":"n\#(index)","tags":{"odd":"\#(index % 2)"}}"#))
      }
      var seen: [Int64] = []
      var target = "/v1/jobs?order=oldest&limit=2"
      while true {
        let page = try #require(try await client.get(target).json)
        seen += page["jobs"]?.arrayValue?.compactMap { $0["id"]?.integerValue } ?? []
        guard let cursor = page["next_cursor"]?.stringValue else { break }
        target = "/v1/jobs?order=oldest&limit=2&cursor=\(cursor)"
      }
      #expect(seen == ids)
      func count(_ query: String) async throws -> Int? {
        try await client.get("/v1/jobs?\(query)").json?["jobs"]?.arrayValue?.count
      }
      #expect(try await count("tag=odd:1") == 2)
      #expect(try await count("state=held&state=running") == 5)
      #expect(try await count("state=finished") == 0)
      #expect(try await count("name=n%5B0-1%5D") == 2)
      #expect(try await count("kind=exec") == 0)
      for bad in ["limit=0", "limit=1001", "order=up", "state=nope", "cursor=x", "since=x", "colour=1", "kind=x"] {
        #expect(try await client.get("/v1/jobs?\(bad)").status == 400, "\(bad)")
      }
      client.raw.close()
    }
  }

  @Test func waitForSeveralAnswersDoneAndPending() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let quick = try await client.submit(#"{"handler":"noop"}"#)
      let held = try await client.submit(#"{"handler":"noop","hold":true}"#)
      let first = try await client.post("/v1/wait", #"{"ids":[\#(quick),\#(held)],"until":"first","timeout":"10s"}"#)
      #expect(first.json?["done"]?.arrayValue?.first?["id"]?.integerValue == quick)
      #expect(first.json?["pending"]?.arrayValue?.first?.integerValue == held)
      #expect(first.json?["expired"]?.boolValue == false)
      let all = try await client.post("/v1/wait", #"{"ids":[\#(quick),\#(held)],"timeout":"20ms"}"#)
      #expect(all.json?["expired"]?.boolValue == true)
      for bad in ["{}", #"{"ids":[]}"#, #"{"ids":[1],"queue":"q"}"#, #"{"batch":0}"#, #"{"ids":[1],"timeout":"1h"}"#] {
        #expect(try await client.post("/v1/wait", bad).status == 400, "\(bad)")
      }
      client.raw.close()
    }
  }

  @Test func bulkVerbsAnswerCountsAndDryRunsIDs() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for _ in 0..<3 { _ = try await client.submit(#"{"shell":"true","hold":true,"queue":"b"}"#) }
      let dry = try await client.post("/v1/jobs:cancel", #"{"filter":{"queue":"b"},"dry_run":true}"#)
      #expect(dry.json?["ids"]?.arrayValue?.count == 3)
      let done = try await client.post("/v1/jobs:cancel", #"{"filter":{"queue":"b"}}"#)
      #expect(done.json?["count"]?.integerValue == 3)
      #expect(try await client.post("/v1/jobs:delete", #"{"filter":{"queue":"b"}}"#).json?["count"]?.integerValue == 3)
      #expect(try await client.post("/v1/jobs:cancel", "{}").status == 400)
      _ = try await client.submit(#"{"shell":"true","hold":true,"queue":"b"}"#)
      // An empty list of states matches nothing, and not everything.
      let none = try await client.post("/v1/jobs:delete", #"{"filter":{"state":[]}}"#)
      #expect(none.json?["count"]?.integerValue == 0)
      #expect(try await client.get("/v1/jobs?state=").json?["jobs"]?.arrayValue?.isEmpty == true)
      #expect(try await client.post("/v1/jobs:explode", "{}").status == 404)
      client.raw.close()
    }
  }

  @Test func queuesAreSetPausedAndResumed() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      #expect(try await client.get("/v1/queues/none").status == 404)
      let set = try await client.send("PUT", "/v1/queues/q", body: #"{"slots":2}"#)
      #expect(set.json?["slots"]?.integerValue == 2)
      #expect(try await client.post("/v1/queues/q/pause").json?["paused"]?.boolValue == true)
      let kept = try await client.send("PUT", "/v1/queues/q", body: #"{"slots":null}"#)
      #expect(kept.json?["paused"]?.boolValue == true)
      #expect(kept.json?["slots"] == .null)
      #expect(try await client.post("/v1/queues/q/resume").json?["paused"]?.boolValue == false)
      for bad in [#"{"slots":0}"#, #"{"slots":-1}"#, #"{"max_queued":0}"#, #"{"x":1}"#] {
        #expect(try await client.send("PUT", "/v1/queues/q", body: bad).status == 400, "\(bad)")
      }
      let names = try await client.get("/v1/queues").json?["queues"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
      #expect(names?.contains("q") == true)
      client.raw.close()
    }
  }

  @Test func daemonRoutesAnswer() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      #expect(try await client.get("/healthz").json?["status"]?.stringValue == "ok")
      #expect(try await client.get("/readyz").status == 200)
      let info = try #require(try await client.get("/v1/info").json)
      #expect(info["name"]?.stringValue == "jobd")
      #expect(info["durability"]?.stringValue == "full")
      #expect(info["connections"]?.integerValue == 1)
      #expect(info["slots"]?["total"]?.integerValue == 4)
      #expect(try await client.get("/v1/stats").json?["queues"]?.arrayValue != nil)
      #expect(try await client.post("/v1/drain").json?["draining"]?.boolValue == true)
      let refused = try await client.post("/v1/jobs", #"{"shell":"true"}"#)
      #expect(refused.status == 503)
      #expect(refused.code == "shutting_down")
      #expect(refused.header("retry-after") != nil)
      #expect(try await client.post("/v1/resume").json?["draining"]?.boolValue == false)
      #expect(try await client.post("/v1/jobs", #"{"shell":"true"}"#).status == 201)
      client.raw.close()
    }
  }

  @Test func limitedTokenSeesOnlyItsQueues() async throws {
    try await withDaemon(configure: { config, directory in
      config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
      config.tokenFile = "\(directory)/tokens"
      try writePrivate("limited-token-0123456789 l read,submit queues=mine\n", to: "\(directory)/tokens")
    }) { daemon in
      let owner = try await daemon.connect()
      let foreign = try await owner.submit(#"{"shell":"true","hold":true}"#)
      let client = TestClient(raw: try await daemon.front.connectTCP())
      let token = "Authorization: Bearer limited-token-0123456789\r\n"
      func ask(_ method: String, _ target: String, _ body: String = "") async throws -> Int {
        let text = TestClient.request(method, target, body: body, fields: token)
        return try await client.raw.exchange(text.replacing("Host: jobd", with: "Host: localhost")).status
      }
      #expect(try await ask("POST", "/v1/jobs", #"{"shell":"true","hold":true,"queue":"mine"}"#) == 201)
      #expect(try await ask("POST", "/v1/jobs", #"{"shell":"true"}"#) == 403)
      #expect(try await ask("GET", "/v1/jobs/\(foreign)") == 404)
      #expect(try await ask("POST", "/v1/jobs/\(foreign)/cancel") == 404)
      #expect(try await ask("GET", "/v1/jobs/\(foreign)/log") == 404)
      #expect(try await ask("GET", "/v1/jobs?queue=default") == 200)
      #expect(try await ask("GET", "/v1/jobs") == 200)
      #expect(try await ask("POST", "/v1/wait", #"{"ids":[\#(foreign)],"timeout":"0s"}"#) == 404)
      #expect(try await ask("POST", "/v1/jobs:cancel", #"{"filter":{},"all":true}"#) == 403)
      #expect(try await ask("GET", "/v1/queues/default") == 404)
      for connection in [owner, client] { connection.raw.close() }
    }
  }
}
