// Queues and the daemon as a whole: slots, pause, drain and resume, info and stats.

import Foundation
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

  @Test func whatTheFileDoesNotSayOutlivesARestart() async throws {
    let scratch = try Scratch()
    let file = scratch.file("jobd.yaml")
    try "queues: {default: {slots: 2}, new: {paused: yes}}".write(toFile: file, atomically: true, encoding: .utf8)
    func start() async throws -> Daemon { try await Daemon(scratch, arguments: ["--config", file]) }
    let first = try await start()
    let settings = #"{"slots":7,"max_queued":9,"rate":{"count":5,"per":"1m","burst":3},"default_timeout":"8s"}"#
    #expect(try await first.send("PUT", "/v1/queues/default", settings).status == 200)
    #expect(try await first.post("/v1/queues/default/pause").bool("paused") == true)
    #expect(try await first.post("/v1/queues/new/resume").bool("paused") == false)
    #expect(try await first.stop() == 0)
    let second = try await start()
    let queue = try await second.get("/v1/queues/default")
    #expect(queue.int("slots") == 2 && queue.bool("paused") == true, "\(queue.text)")
    #expect(queue.int("max_queued") == 9 && queue.string("default_timeout") == "8s", "\(queue.text)")
    #expect(queue.value("rate")?.int("count") == 5, "\(queue.text)")
    #expect(try await second.get("/v1/queues/new").bool("paused") == true)
  }

  @Test func changesMadeAtOnceAllCount() async throws {
    let daemon = try await Daemon()
    for round in 1...100 {
      async let put = daemon.send("PUT", "/v1/queues/q", #"{"slots":\#(round)}"#)
      async let pause = daemon.post("/v1/queues/default/pause")
      async let bound = daemon.send("PUT", "/v1/queues/default", #"{"max_queued":\#(round)}"#)
      #expect(try await [put.status, pause.status, bound.status] == [200, 200, 200])
      let queue = try await daemon.get("/v1/queues/default")
      #expect(queue.bool("paused") == true && queue.int("max_queued") == round, "round \(round): \(queue.text)")
      _ = try await daemon.post("/v1/queues/default/resume")
    }
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
