// Workers over HTTP: who they are, what they run, what is wrong with them, and who is told how much of it.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskWorkersTests {
  /// Waits with each job until the file named by the payload is there, then submits a follow-up and ends.
  private static let script = #"""
    printf '{"type":"hello","v":1,"pid":1,"handlers":["work"]}\n' >&4
    while read -r line <&3; do
      fence=${line#*\"fence\":\"} fence=${fence%%\"*} gate=${line#*\"payload\":\"} gate=${gate%%\"*}
      while [ ! -e "$gate" ]; do sleep 0.02; done
      printf '{"type":"follow_up","fence":"%s","job":{"shell":"true","queue":"later"}}\n' "$fence" >&4
      printf '{"type":"result","fence":"%s","value":1}\n' "$fence" >&4
    done
    """#

  private static func engine(_ config: inout JobQueueConfig, _ directory: String) {
    var work = WorkerSettings(.program(["/bin/sh", "-c", script]))
    work.processes = 1
    config.workers["work"] = work
    config.workers["broken"] = WorkerSettings(.program(["/bin/sh", "-c", "echo secret words >&2; exit 3"]))
  }

  @Test func workersAreListedWithWhatTheyRun() async throws {
    try await withTemporaryDirectory { directory in
      try await withDaemon(engine: Self.engine) { daemon in
        let client = try await daemon.connect()
        let empty = try await client.get("/v1/workers")
        #expect(empty.status == 200 && empty.json?["workers"]?.arrayValue?.isEmpty == true)
        #expect(empty.json?["handlers"]?.arrayValue?.count == 2)
        let id = try await client.submit(#"{"handler":"work","executor":"process","payload":"\#(directory)/go"}"#)
        let other = try await client.submit(#"{"handler":"work","payload":"\#(directory)/go"}"#)
        var worker: JSONValue?
        let isBusy = try await eventually {
          worker = try await client.get("/v1/workers").json?["workers"]?.arrayValue?.first
          return worker?["state"]?.stringValue == "busy"
        }
        #expect(isBusy)
        #expect(worker?["jobs"]?.arrayValue?.compactMap(\.integerValue) == [id])
        #expect(worker?["handler"]?.stringValue == "work" && (worker?["rss_bytes"]?.integerValue ?? 0) > 0)
        let why = try await client.get("/v1/jobs/\(other)/why").json?["blockers"]?.arrayValue?.first
        #expect(why?["kind"]?.stringValue == "pool" && why?["detail"]?.stringValue == "the only worker of work is busy")
        #expect(try await client.get("/v1/jobs/\(id)").json?["state"]?.stringValue == "running")
        try writePrivate("", to: "\(directory)/go")
        let job = try await client.finished(id)
        #expect(job["state"]?.stringValue == "succeeded")
        let child = try #require(
          try await client.get("/v1/jobs/\(id)").json?["children"]?.arrayValue?.first?.integerValue)
        let followUp = try await client.finished(child)
        #expect(followUp["queue"]?.stringValue == "later" && followUp["submitted_by"]?.stringValue == "job:\(id)")
        client.raw.close()
      }
    }
  }

  @Test func handlerThatIsDownSaysWhy() async throws {
    try await withDaemon(engine: Self.engine) { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"handler":"broken"}"#)
      let isDown = try await eventually {
        let handlers = try await client.get("/v1/workers").json?["handlers"]?.arrayValue
        let broken = handlers?.first { $0["handler"]?.stringValue == "broken" }
        return broken?["down"]?.boolValue == true
          && broken?["last_failure"]?.stringValue?.hasSuffix("standard error:\nsecret words") == true
      }
      #expect(isDown)
      var why: JSONValue?
      // Between two tries it is down, while it is tried it is not.
      let isTold = try await eventually {
        why = try await client.get("/v1/jobs/\(id)/why").json?["blockers"]?.arrayValue?.first
        return why?["kind"]?.stringValue == "handler_down"
      }
      #expect(isTold && why?["until"]?.stringValue != nil)
      #expect(why?["detail"]?.stringValue?.hasSuffix("exited with code 3 before its hello (secret words)") == true)
      #expect(try await client.get("/v1/jobs/\(id)").json?["attempt"]?.integerValue == 0)
      client.raw.close()
    }
  }

  @Test func limitedTokenSeesNothingOfOthersJobs() async throws {
    try await withTemporaryDirectory { directory in
      try await withLimitedToken("read,submit queues=mine", engine: Self.engine) { owner, limited in
        let payload = #""payload":"\#(directory)/go""#
        let foreign = try await owner.submit(#"{"handler":"work",\#(payload)}"#)
        let down = try await owner.submit(#"{"handler":"broken","queue":"mine"}"#)
        let isReady = try await eventually {
          let reply = try await owner.get("/v1/workers").json
          let busy = reply?["workers"]?.arrayValue?.contains { $0["state"]?.stringValue == "busy" } ?? false
          let failed = reply?["handlers"]?.arrayValue?.contains { $0["last_failure"]?.stringValue != nil } ?? false
          return busy && failed
        }
        #expect(isReady)
        let seen = try await limited.send("GET", "/v1/workers")
        #expect(seen.status == 200 && !seen.text.contains("secret") && !seen.text.contains("[\(foreign)]"))
        // Nor of how many there are, or which worker is busy with one.
        #expect(seen.json?["workers"]?.arrayValue?.isEmpty == true, "\(seen.text)")
        let handler = seen.json?["handlers"]?.arrayValue?.first
        #expect(handler?["handler"] != nil && handler?["starts"] == .null && handler?["jobs_done"] == .null)
        let isTold = try await eventually {
          let why = try await limited.send("GET", "/v1/jobs/\(down)/why")
          #expect(why.status == 200 && !why.text.contains("secret"))
          return why.text.contains("handler_down")
        }
        #expect(isTold)
        try writePrivate("", to: "\(directory)/go")
        _ = try await owner.finished(foreign)
        let own = try await owner.submit(#"{"handler":"work","queue":"mine","payload":"\#(directory)/go2"}"#)
        let isSeen = try await eventually {
          try await limited.send("GET", "/v1/workers").text.contains("\"jobs\":[\(own)]")
        }
        #expect(isSeen)
        try writePrivate("", to: "\(directory)/go2")
      }
    }
  }

  @Test func remoteWorkersAreListedWithWhatTheyHave() async throws {
    try await withDaemon { daemon in
      let (client, waiter) = (try await daemon.connect(), try await daemon.connect())
      #expect(try await client.get("/v1/workers").json?["remote"]?.arrayValue?.isEmpty == true)
      let id = try await client.submit(#"{"handler":"far","executor":"remote"}"#)
      let claimed = try await client.post("/v1/claims", #"{"handlers":["far"],"worker":"w1"}"#)
      let fence = try #require(claimed.json?["claims"]?.arrayValue?.first?["fence"]?.stringValue)
      try await waiter.raw.send(
        TestClient.request("POST", "/v1/claims", body: #"{"queues":["q"],"handlers":["x"],"wait":"20s","worker":"w2"}"#)
      )
      var reply: JSONValue?
      let areBoth = try await eventually {
        reply = try await client.get("/v1/workers").json
        return reply?["remote"]?.arrayValue?.count == 2
      }
      #expect(areBoth && reply?["truncated"]?.boolValue == false)
      let waiting = reply?["remote"]?.arrayValue?.first
      #expect(waiting?["name"]?.stringValue == "w2" && waiting?["state"]?.stringValue == "waiting")
      #expect(waiting?["waiting"]?.integerValue == 1 && waiting?["jobs"]?.arrayValue?.isEmpty == true)
      #expect(waiting?["queues"]?.arrayValue?.compactMap(\.stringValue) == ["q"])
      let busy = reply?["remote"]?.arrayValue?.last
      #expect(busy?["name"]?.stringValue == "w1" && busy?["state"]?.stringValue == "busy")
      #expect(busy?["jobs"]?.arrayValue?.compactMap(\.integerValue) == [id])
      // A heartbeat is a word from its worker too.
      #expect(try await client.post("/v1/claims/\(fence)/heartbeat").status == 200)
      #expect(
        try await client.get("/v1/workers").json?["remote"]?.arrayValue?.first?["name"]?.stringValue == "w1")
      #expect(try await client.post("/v1/claims/\(fence)/complete").status == 200)
      reply = try await client.get("/v1/workers").json
      let ended = reply?["remote"]?.arrayValue?.first { $0["name"]?.stringValue == "w1" }
      #expect(ended?["state"]?.stringValue == "away" && ended?["job_count"]?.integerValue == 0)
      for connection in [client, waiter] { connection.raw.close() }
    }
  }

  @Test func limitedTokenSeesItsOwnRemoteWorkersOnly() async throws {
    try await withLimitedToken("read,work queues=mine") { owner, limited in
      let foreign = try await owner.submit(#"{"handler":"far","executor":"remote","queue":"other"}"#)
      let own = try await owner.submit(#"{"handler":"far","executor":"remote","queue":"mine"}"#)
      let claims = try await owner.post("/v1/claims", #"{"queues":["other"],"worker":"foreign"}"#)
      #expect(claims.json?["claims"]?.arrayValue?.count == 1)
      let claimed = try await limited.send("POST", "/v1/claims", #"{"handlers":["far"],"worker":"own"}"#)
      #expect(claimed.json?["claims"]?.arrayValue?.first?["job"]?.integerValue == own)
      let seen = try await limited.send("GET", "/v1/workers")
      let names = seen.json?["remote"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
      #expect(seen.status == 200 && names == ["own"] && !seen.text.contains("[\(foreign)]"), "\(seen.text)")
      #expect(seen.json?["remote"]?.arrayValue?.first?["jobs"]?.arrayValue?.first?.integerValue == own)
      #expect(try await owner.get("/v1/workers").json?["remote"]?.arrayValue?.count == 2)
    }
  }

  @Test func executorOfAHandlerWithoutWorkersIsRefused() async throws {
    try await withDaemon(engine: Self.engine) { daemon in
      let client = try await daemon.connect()
      let refused = try await client.post("/v1/jobs", #"{"handler":"noop","executor":"process"}"#)
      #expect(refused.status == 400 && refused.text.contains("has no worker processes"))
      #expect(try await client.post("/v1/jobs", #"{"handler":"wrok"}"#).status == 400)
      client.raw.close()
    }
  }

  @Test func workersThatNameMuchMakeAShortList() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let handlers = (0..<100).map { "\"\($0)" + String(repeating: "x", count: 190) + "\"" }.joined(separator: ",")
      for index in 0..<250 {
        let claim = try await client.post("/v1/claims", #"{"handlers":[\#(handlers)],"worker":"w\#(index)"}"#)
        #expect(claim.status == 200)
      }
      let list = try await client.get("/v1/workers")
      let remote = list.json?["remote"]?.arrayValue?.count ?? 0
      #expect(list.json?["truncated"]?.boolValue == true && (1..<250).contains(remote), "\(remote)")
      #expect(list.body.count < HTTPLimits.pageBytesMax + 200_000, "\(list.body.count)")
      client.raw.close()
    }
  }
}
