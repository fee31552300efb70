// Queues and the daemon as a whole: slots, pause, drain and resume, info and stats.

import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct QueueTests {
  @Test func slotsOfAQueueBoundItAlone() async throws {
    let daemon = try await Daemon()
    #expect(try await daemon.send("PUT", "/v1/queues/narrow", #"{"slots":1}"#).status == 200)
    let first = try await daemon.submit(#"{"argv":["sleep","30"],"queue":"narrow"}"#)
    let second = try await daemon.submit(#"{"argv":["true"],"queue":"narrow"}"#)
    let other = try await daemon.submit(#"{"argv":["true"]}"#)
    #expect(try await daemon.finished(other).string("state") == "succeeded")
    try await daemon.reach(first, "running")
    #expect(try await daemon.job(second).string("state") == "queued")
    #expect(try await daemon.send("PUT", "/v1/queues/narrow", #"{"slots":2}"#).status == 200)
    #expect(try await daemon.finished(second).string("state") == "succeeded")
    #expect(try await daemon.send("PUT", "/v1/queues/narrow", #"{"slots":-1}"#).status == 400)
    #expect(try await daemon.get("/v1/queues/unknown").status == 404)
  }

  @Test func pausedQueueStartsNothing() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.send("PUT", "/v1/queues/p", #"{"slots":4}"#)
    #expect(try await daemon.post("/v1/queues/p/pause").bool("paused") == true)
    let id = try await daemon.submit(#"{"argv":["true"],"queue":"p"}"#)
    _ = try await daemon.finished(daemon.submit(#"{"argv":["true"]}"#))
    #expect(try await daemon.job(id).string("state") == "queued")
    #expect(try await daemon.post("/v1/queues/p/resume").bool("paused") == false)
    #expect(try await daemon.finished(id).string("state") == "succeeded")
  }

  @Test func drainRefusesJobsAndResumeTakesThemAgain() async throws {
    let daemon = try await Daemon()
    let held = try await daemon.submit(#"{"handler":"noop","hold":true}"#)
    #expect(try await daemon.post("/v1/drain").bool("draining") == true)
    let refused = try await daemon.post("/v1/jobs", #"{"handler":"noop"}"#)
    #expect(refused.status == 503 && refused.code == "shutting_down")
    #expect(refused.headers["retry-after"] != nil)
    #expect(try await daemon.get("/v1/info").bool("draining") == true)
    _ = try await daemon.post("/v1/jobs/\(held)/release")
    #expect(try await daemon.job(held).string("state") == "queued")
    #expect(try await daemon.post("/v1/resume").bool("draining") == false)
    #expect(try await daemon.finished(held).string("state") == "succeeded")
  }

  @Test func infoAndStatsCount() async throws {
    let daemon = try await Daemon(slots: 3)
    let id = try await daemon.submit(#"{"argv":["sleep","30"],"queue":"q"}"#)
    try await daemon.reach(id, "running")
    let info = try await daemon.get("/v1/info")
    #expect(info.int("pid") == Int(daemon.program.pid))
    #expect(info.value("slots")?.int("total") == 3 && info.value("slots")?.int("used") == 1)
    #expect(info.value("jobs")?.int("running") == 1)
    let queues = try await daemon.get("/v1/stats").objects("queues")
    #expect(queues.first { $0.string("name") == "q" }?["jobs"]?.int("running") == 1)
    #expect(try await daemon.get("/readyz").status == 200)
  }
}
