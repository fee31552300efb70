// Pauses over HTTP: what is answered, and what a body has to say.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskPausesTests {
  private func running(_ client: TestClient, _ body: String) async throws -> Int64 {
    let id = try await client.submit(body)
    #expect(
      try await eventually { try await client.get("/v1/jobs/\(id)").json?["state"]?.stringValue == "running" })
    return id
  }

  @Test func answerSaysWhichJobsStandStillAndWhichDoNot() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let command = try await running(client, #"{"argv":["sleep","600"]}"#)
      let outside = try await running(client, #"{"external":true}"#)
      let reply = try await client.post("/v1/pause", #"{"running":true}"#)
      #expect(reply.status == 200 && reply.json?["paused"]?.arrayValue == [.integer(command)], "\(reply.text)")
      let left = reply.json?["not_paused"]?.arrayValue
      #expect(left?.first?["id"]?.integerValue == outside && left?.count == 1)
      #expect(left?.first?["reason"]?.stringValue == "not_a_command" && reply.json?["omitted"]?.integerValue == 0)
      #expect(try await client.get("/v1/jobs/\(command)").json?["paused"]?.boolValue == true)
      #expect(try await client.get("/v1/info").json?["paused"]?["running"]?.boolValue == true)
      #expect(try await client.get("/v1/stats").json?["paused"]?["since"]?.stringValue != nil)
      let resumed = try await client.post("/v1/resume")
      #expect(resumed.json?["draining"]?.boolValue == false, "\(resumed.text)")
      #expect(try await client.get("/v1/jobs/\(command)").json?["paused"]?.boolValue == false)
      #expect(try await client.get("/v1/info").json?["paused"] == .null)
      client.raw.close()
    }
  }

  @Test func jobIsHeldAndGoesOn() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      _ = try await client.post("/v1/queues/default/pause", #"{"for":"1h"}"#)
      let queue = try await client.get("/v1/queues/default").json
      #expect(queue?["paused"]?.boolValue == true && queue?["pause"]?["until"]?.stringValue != nil)
      let id = try await client.submit(#"{"shell":"true"}"#)
      let paused = try await client.post("/v1/pause", #"{"ids":[\#(id),999]}"#)
      #expect(paused.json?["paused"]?.arrayValue == [.integer(id)], "\(paused.text)")
      #expect(paused.json?["not_paused"]?.arrayValue?.first?["reason"]?.stringValue == "not_found")
      #expect(try await client.get("/v1/jobs/\(id)").json?["state"]?.stringValue == "held")
      let resumed = try await client.post("/v1/resume", #"{"ids":[\#(id)]}"#)
      #expect(resumed.json?["resumed"]?.arrayValue == [.integer(id)], "\(resumed.text)")
      let all = try await client.post("/v1/resume", #"{"queues":["default"]}"#)
      #expect(all.status == 200 && all.json?["resumed"]?.arrayValue?.isEmpty == true, "\(all.text)")
      #expect(try await client.finished(id)["state"]?.stringValue == "succeeded")
      client.raw.close()
    }
  }

  @Test(arguments: [
    ("pause", #"{"queues":[]}"#, 400), ("pause", #"{"ids":[]}"#, 400), ("pause", #"{"ids":[1],"queues":["a"]}"#, 400),
    ("pause", #"{"ids":[1],"for":"1h"}"#, 400), ("pause", #"{"for":"0s"}"#, 400), ("pause", #"{"queue":"a"}"#, 400),
    ("pause", #"{"queues":["default","none"]}"#, 404), ("resume", #"{"queues":["none"]}"#, 404),
    ("resume", #"{"queues":[]}"#, 400), ("resume", #"{"ids":[]}"#, 400), ("resume", #"{"for":"1h"}"#, 400),
  ]) func bodyThatMeansNothingChangesNothing(_ verb: String, _ body: String, _ status: Int) async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      await daemon.queue.drain()
      let reply = try await client.post("/v1/\(verb)", body)
      #expect(reply.status == status, "\(reply.text)")
      let info = try await client.get("/v1/info").json
      #expect(info?["draining"]?.boolValue == true && info?["paused"] == .null)
      #expect(try await client.get("/v1/queues/default").json?["paused"]?.boolValue == false)
      client.raw.close()
    }
  }

  /// Whoever may submit pauses jobs; queues are an admin's, and everything one's without limits.
  @Test func whatIsNamedSaysWhoMay() async throws {
    try await withLimitedToken("submit queues=mine") { owner, limited in
      let own = try await owner.submit(#"{"shell":"true","hold":true,"queue":"mine"}"#)
      let foreign = try await owner.submit(#"{"handler":"noop","delay":"1h"}"#)
      for body in ["", #"{"queues":["mine"]}"#] {
        #expect(try await limited.send("POST", "/v1/pause", body).status == 403)
        #expect(try await limited.send("POST", "/v1/resume", body).status == 403)
      }
      let reply = try await limited.send("POST", "/v1/pause", #"{"ids":[\#(own),\#(foreign)]}"#)
      let reasons = reply.json?["not_paused"]?.arrayValue?.compactMap { $0["reason"]?.stringValue }
      #expect(reply.status == 200 && reasons == ["held", "not_found"], "\(reply.text)")
      #expect(try await owner.get("/v1/jobs/\(foreign)").json?["paused"]?.boolValue == false)
    }
  }
}
