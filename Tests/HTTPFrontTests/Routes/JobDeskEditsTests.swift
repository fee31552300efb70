// What a job runs, changed before it starts: by whom, over what is stored, and with masks in it.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskEditsTests {
  private static let stored = #"""
    {"shell":"cat","hold":true,"cwd":"/tmp","env":{"A":"1","API_TOKEN":"hidden"},"stdin":"input",
    "callbacks":[{"url":"http://127.0.0.1:9/hook?key=secret"}]}
    """#.replacing("\n", with: "")

  @Test func fieldsThatAreGivenStandOverTheStoredOnes() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(Self.stored)
      let body = #"""
        {"shell":"wc","nice":5,"grace":"3s","limit":{"key":"k","max":2},"slots_needed":2,"shield":true,"keep_for":"1d",
        "delay":"1h","umask":"077"}
        """#.replacing("\n", with: "")
      let reply = try await client.send("PATCH", "/v1/jobs/\(id)", body: body)
      #expect(reply.status == 200 && reply.json?["command"]?.stringValue == "wc", "\(reply.text)")
      let spec = try await daemon.queue.detail(JobID(id)).spec
      #expect(spec.work == .shell("wc") && spec.process.nice == 5 && spec.process.umask == 0o77)
      #expect(spec.process.environment["API_TOKEN"] == "hidden" && spec.process.stdin == Array("input".utf8))
      #expect(spec.graceMicros == 3_000_000 && spec.limit == LimitRule(key: "k", max: 2) && spec.slotsNeeded == 2)
      #expect(spec.isShielded && spec.keepForMicros == 86_400_000_000 && spec.holds)
      client.raw.close()
    }
  }

  @Test func masksLeaveWhatIsStored() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(Self.stored)
      let shown = try #require(try await client.get("/v1/jobs/\(id)?view=full").json)
      let url = try #require(shown["callbacks"]?.arrayValue?.first?["url"]?.stringValue)
      let body = #"""
        {"env":{"API_TOKEN":"***","B":"2"},"stdin":"*** (5 bytes)","callbacks":[{"url":"\#(url)","on":"failure"}]}
        """#
      #expect(try await client.send("PATCH", "/v1/jobs/\(id)", body: body).status == 200)
      let made = try await daemon.queue.detail(JobID(id))
      #expect(made.spec.process.environment == ["API_TOKEN": "hidden", "B": "2"])
      #expect(made.spec.process.stdin == Array("input".utf8))
      #expect(made.callbacks.map(\.callback) == [Callback(.url("http://127.0.0.1:9/hook?key=secret"), on: .failure)])
      client.raw.close()
    }
  }

  @Test(arguments: [
    (#"{"env":{"OTHER_TOKEN":"***"}}"#, "env.OTHER_TOKEN"), (#"{"stdin":"*** (4 bytes)"}"#, "stdin"),
    (#"{"argv":["true"]}"#, "argv"), (#"{"handler":"noop"}"#, "handler"), (#"{"executor":"thread"}"#, "executor"),
    (#"{"shell":"a","argv":["b"]}"#, "shell"), (#"{"shell":""}"#, "shell"), (#"{"cwd":"tmp"}"#, "cwd"),
    (#"{"slots_needed":0}"#, "slots_needed"), (#"{"hold":true}"#, "hold"),
  ])
  func whatCannotBeIsRefusedByItsField(_ body: String, _ field: String) async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(Self.stored)
      let before = try await daemon.queue.detail(JobID(id))
      let reply = try await client.send("PATCH", "/v1/jobs/\(id)", body: body)
      let named = reply.json?["errors"]?.arrayValue?.first?["field"]?.stringValue
      #expect(reply.status == 400 && named == field, "\(reply.text)")
      #expect(try await daemon.queue.detail(JobID(id)) == before)
      client.raw.close()
    }
  }

  @Test func handlerThatIsNotThereIsRefused() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"handler":"noop","hold":true}"#)
      let path = "/v1/jobs/\(id)"
      #expect(try await client.send("PATCH", path, body: #"{"handler":"nope"}"#).status == 400)
      #expect(try await client.send("PATCH", path, body: #"{"executor":"nope"}"#).status == 400)
      #expect(try await client.send("PATCH", path, body: #"{"handler":"echo","payload":[1]}"#).status == 200)
      let spec = try await daemon.queue.detail(JobID(id)).spec
      #expect(spec.work == .handler(name: "echo", payload: "[1]"))
      client.raw.close()
    }
  }

  @Test func whatHasStartedRunsWhatItRuns() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"handler":"sleep","payload":{"seconds":3600}}"#)
      let isRunning = try await eventually { try await daemon.queue.job(JobID(id)).state == .running }
      #expect(isRunning)
      let reply = try await client.send("PATCH", "/v1/jobs/\(id)", body: #"{"payload":1}"#)
      #expect(reply.status == 409, "\(reply.text)")
      #expect(try await client.post("/v1/jobs/\(id)/cancel", "{}").status == 200)
      client.raw.close()
    }
  }

  @Test func commandsAreChangedByWhoSubmittedThem() async throws {
    try await withLimitedToken("submit,read") { owner, other in
      let theirs = try await owner.submit(#"{"shell":"true","hold":true}"#)
      let refused = try await other.send("PATCH", "/v1/jobs/\(theirs)", #"{"shell":"id"}"#)
      #expect(refused.status == 403 && refused.text.contains("what job \(theirs) runs"), "\(refused.text)")
      #expect(try await other.send("PATCH", "/v1/jobs/\(theirs)", #"{"env":{}}"#).status == 403)
      #expect(try await other.send("PATCH", "/v1/jobs/\(theirs)", #"{"grace":"1s"}"#).status == 200)
      let own = try await other.send("POST", "/v1/jobs", #"{"shell":"true","hold":true}"#)
      let id = try #require(own.json?["id"]?.integerValue)
      #expect(try await other.send("PATCH", "/v1/jobs/\(id)", #"{"shell":"id"}"#).status == 200)
      // Whoever may do everything may do this.
      #expect(try await owner.send("PATCH", "/v1/jobs/\(id)", body: #"{"shell":"true"}"#).status == 200)
    }
  }

  @Test func commandsOfManyAreForWhoMayDoEverything() async throws {
    try await withLimitedToken("admin queues=q") { owner, other in
      _ = try await owner.submit(#"{"shell":"true","hold":true,"queue":"q"}"#)
      let edit = #"{"filter":{"queue":"q"},"set":{"nice":3}}"#
      #expect(try await other.send("POST", "/v1/jobs:edit", edit).status == 403)
      let reply = try await owner.post("/v1/jobs:edit", edit)
      #expect(reply.status == 200 && reply.json?["count"]?.integerValue == 1, "\(reply.text)")
      let masked = try await owner.post("/v1/jobs:edit", #"{"filter":{"queue":"q"},"set":{"stdin":"*** (1 bytes)"}}"#)
      #expect(masked.status == 400 && masked.text.contains("set.stdin"), "\(masked.text)")
    }
  }
}
