// Why a job for remote workers does not run: what holds up others holds it up too, but for the daemon's own slots, and
// it is said since when no worker has asked for its like.

import Foundation
import JobWire
import Testing

@Suite(.timeLimit(.minutes(2))) struct RemoteWhyTests {
  /// What is said of workers that do not ask; nil when nothing is.
  private func complaint(_ daemon: Daemon, _ id: Int) async throws -> String? {
    let why = try await daemon.get("/v1/jobs/\(id)/why")
    return why.objects("blockers").first { $0.string("kind") == "no_worker" }?.string("detail")
  }

  private let never = #"no worker has asked for "far" in queue default since jobd was started"#

  @Test func remoteJobSaysWhoHasNotAsked() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.far()
    #expect(try await daemon.blockers(id) == ["no_worker"])
    #expect(try await complaint(daemon, id) == never)
    // Neither who asks for its like elsewhere nor who asks for others here has asked for it.
    _ = try await daemon.claim(#""queues":["zzz"]"#)
    _ = try await daemon.post("/v1/claims", #"{"handlers":["near"]}"#)
    _ = try await daemon.post("/v1/claims", #"{"handlers":["near"],"queues":["default"]}"#)
    _ = try await daemon.post("/v1/claims", #"{"queues":["zzz"]}"#)
    #expect(try await complaint(daemon, id) == never)
    // Who does, and gets nothing because the queue is paused.
    #expect(try await daemon.post("/v1/queues/default/pause").status == 200)
    let before = WireMoment.now()
    #expect(try await daemon.claim().isEmpty)
    let after = WireMoment.now()
    let since = try #require(try await complaint(daemon, id))
    let words = since.components(separatedBy: " since ")
    #expect(words.first == #"no worker has asked for "far" in queue default"#, "\(since)")
    let moment = try #require(words.last.flatMap(WireMoment.micros), "\(since)")
    // In whole seconds.
    #expect(moment % 1_000_000 == 0 && moment > before - 1_000_000 && moment <= after, "\(since)")
    _ = try await daemon.claim(#""queues":["zzz"]"#)
    #expect(try await complaint(daemon, id) == since)
  }

  @Test func whoAsksForEverythingOfTheQueueHasAskedForIt() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.post("/v1/claims", #"{"queues":["default"]}"#)
    let id = try await daemon.far()
    let since = try #require(try await complaint(daemon, id))
    #expect(since != never && since.contains(" since 2"), "\(since)")
  }

  @Test func nothingIsMissingWhileAWorkerWaits() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.post("/v1/queues/default/pause")
    let id = try await daemon.far()
    async let waiting = daemon.claim(wait: "30s")
    try await eventually("it waits") { try await daemon.waitingClaims() == 1 }
    #expect(try await daemon.blockers(id) == ["queue_paused"])
    // The same worker, as far as jobd can tell, asks for something else beside it.
    _ = try await daemon.post("/v1/claims", #"{"handlers":["near"]}"#)
    #expect(try await daemon.blockers(id) == ["queue_paused"])
    _ = try await daemon.post("/v1/queues/default/resume")
    #expect(try await waiting.first?.int("job") == id)
  }

  @Test func daemonsOwnSlotsAreNotInItsWay() async throws {
    let daemon = try await Daemon(slots: 1)
    let running = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    try await daemon.reach(running, "running")
    let id = try await daemon.far()
    #expect(try await daemon.blockers(id) == ["no_worker"])
    let heavy = try await daemon.far(#""slots_needed":5"#)
    #expect(try await daemon.blockers(heavy) == ["no_worker"])
  }

  @Test func pauseSlotsLimitAndRateAreNamed() async throws {
    let daemon = try await Daemon()
    for (queue, body) in [("narrow", #"{"slots":1}"#), ("slow", #"{"rate":{"count":1,"per":"1h"}}"#), ("off", "{}")] {
      _ = try await daemon.put("/v1/queues/\(queue)", body)
    }
    _ = try await daemon.post("/v1/queues/off/pause")
    let limit = #""limit":{"key":"db","max":1}"#
    for (more, kind, word) in [
      (#""queue":"off""#, "queue_paused", "queue off"), (#""queue":"narrow""#, "slots", "queue narrow"),
      (limit, "limit", "db"), (#""queue":"slow""#, "rate", "queue slow"),
    ] {
      // The first one takes what there is of it.
      let first = try await daemon.far(more)
      #expect(try await daemon.claim(max: 5).compactMap { $0.int("job") } == (kind == "queue_paused" ? [] : [first]))
      let id = try await daemon.far(more)
      async let waiting = daemon.claim(wait: "30s")
      try await eventually("it waits") { try await daemon.waitingClaims() == 1 }
      let blockers = try await daemon.get("/v1/jobs/\(id)/why").objects("blockers")
      #expect(blockers.map { $0.string("kind") } == [kind], "\(blockers)")
      #expect(blockers.first?.string("detail")?.contains(word) == true, "\(blockers)")
      // Something else for the one who waits.
      let other = try await daemon.far()
      #expect(try await waiting.first?.int("job") == other)
    }
  }
}
