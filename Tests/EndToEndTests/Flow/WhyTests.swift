// Why a job does not run: every kind of thing in its way is named, and nothing when there is none.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct WhyTests {
  @Test func heldDelayedAndRetryingSayUntilWhen() async throws {
    let daemon = try await Daemon()
    #expect(try await daemon.blockers(daemon.held()) == ["held"])
    let delayed = try await daemon.submit(#"{"handler":"noop","delay":"1h"}"#)
    let retrying = try await daemon.submit(#"{"handler":"fail","retry":{"max_attempts":2,"initial":"1h","jitter":0}}"#)
    try await daemon.reach(retrying, "retrying")
    for (id, state) in [(delayed, "scheduled"), (retrying, "retrying")] {
      let why = try await daemon.get("/v1/jobs/\(id)/why")
      #expect(why.status == 200 && why.string("state") == state, "\(why.text)")
      #expect(why.objects("blockers").map { $0.string("kind") } == ["delay"])
      let until = try #require(why.objects("blockers").first?.string("until").flatMap(TimeTests.date))
      #expect(abs(until.timeIntervalSinceNow - 3_600) < 60, "\(why.text)")
    }
  }

  @Test func everyParentIsNamed() async throws {
    let daemon = try await Daemon()
    let first = try await daemon.held()
    let second = try await daemon.held()
    let batch = try #require(try await daemon.batch("{}").int("id"))
    let child = try await daemon.noop(after: #"\#(first),{"job":\#(second),"on":"any"},{"batch":\#(batch)}"#)
    let why = try await daemon.get("/v1/jobs/\(child)/why")
    #expect(why.string("state") == "blocked")
    #expect(why.objects("blockers").map { $0.string("kind") } == ["parent", "parent", "parent"], "\(why.text)")
    let words = why.objects("blockers").compactMap { $0.string("detail") }
    #expect(words[0].contains("job \(first)") && words[1].contains("job \(second)"), "\(words)")
    #expect(words[2].contains("batch \(batch)"), "\(words)")
    try await daemon.release(first)
    _ = try await daemon.finished(first)
    #expect(try await daemon.blockers(child).count == 2)
  }

  @Test func slotsPlaceInLineAndPause() async throws {
    let daemon = try await Daemon(slots: 1)
    let running = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    try await daemon.reach(running, "running")
    let first = try await daemon.submit(#"{"handler":"noop"}"#)
    let second = try await daemon.submit(#"{"handler":"noop"}"#)
    let urgent = try await daemon.submit(#"{"handler":"noop","priority":9}"#)
    for (id, position) in [(urgent, 1), (first, 2), (second, 3)] {
      let why = try await daemon.get("/v1/jobs/\(id)/why")
      #expect(why.int("position") == position && why.string("state") == "queued", "\(why.text)")
      #expect(why.objects("blockers").map { $0.string("kind") } == ["slots"], "\(why.text)")
    }
    _ = try await daemon.post("/v1/queues/default/pause")
    #expect(try await daemon.blockers(first).contains("queue_paused"))
    _ = try await daemon.post("/v1/queues/default/resume")
    let why = try await daemon.get("/v1/jobs/\(running)/why")
    #expect(why.string("state") == "running" && why.objects("blockers").isEmpty && why.int("position") == nil)
    try await daemon.cancel(running)
    _ = try await daemon.finished(second)
    #expect(try await daemon.blockers(second).isEmpty)
  }

  @Test func slotsOfAQueueAndWeightAreNamed() async throws {
    let daemon = try await Daemon(slots: 4)
    _ = try await daemon.put("/v1/queues/narrow", #"{"slots":1}"#)
    let running = try await daemon.submit(#"{"argv":["sleep","60"],"queue":"narrow"}"#)
    try await daemon.reach(running, "running")
    let next = try await daemon.submit(#"{"handler":"noop","queue":"narrow"}"#)
    let why = try await daemon.get("/v1/jobs/\(next)/why").objects("blockers")
    #expect(why.map { $0.string("kind") } == ["slots"] && why.first?.string("detail")?.contains("narrow") == true)
    let heavy = try await daemon.submit(#"{"handler":"noop","slots_needed":4}"#)
    #expect(try await daemon.blockers(heavy) == ["slots"])
  }

  @Test func limitAndRateAreNamed() async throws {
    let daemon = try await Daemon()
    let holder = try await daemon.submit(#"{"argv":["sleep","60"],"limit":{"key":"db","max":1}}"#)
    try await daemon.reach(holder, "running")
    let waiting = try await daemon.submit(#"{"handler":"noop","limit":{"key":"db","max":1}}"#)
    let why = try await daemon.get("/v1/jobs/\(waiting)/why").objects("blockers")
    #expect(why.map { $0.string("kind") } == ["limit"] && why.first?.string("detail")?.contains("db") == true, "\(why)")
    _ = try await daemon.put("/v1/queues/slow", #"{"rate":{"count":1,"per":"1h"}}"#)
    let first = try await daemon.submit(#"{"handler":"noop","queue":"slow"}"#)
    _ = try await daemon.finished(first)
    let second = try await daemon.submit(#"{"handler":"noop","queue":"slow"}"#)
    let rate = try await daemon.get("/v1/jobs/\(second)/why").objects("blockers")
    #expect(rate.map { $0.string("kind") } == ["rate"], "\(rate)")
    let until = try #require(rate.first?.string("until").flatMap(TimeTests.date))
    #expect(until.timeIntervalSinceNow > 3_000 && until.timeIntervalSinceNow < 3_700)
  }

  @Test func drainingIsNamed() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.held()
    #expect(try await daemon.post("/v1/drain").bool("draining") == true)
    try await daemon.release(id)
    #expect(try await daemon.blockers(id) == ["draining"])
    _ = try await daemon.post("/v1/resume")
    _ = try await daemon.finished(id)
    #expect(try await daemon.get("/v1/jobs/999/why").status == 404)
  }

  @Test func commandSaysItInWords() async throws {
    let daemon = try await Daemon()
    let parent = try await daemon.held()
    let child = try await daemon.noop(after: "\(parent)")
    let plain = try await daemon.jobctl("why", "\(child)")
    #expect(plain.status == 0 && plain.output.contains("blocked") && plain.output.contains("job \(parent)"), "\(plain)")
    let json = try await daemon.jobctl("why", "--json", "\(parent)")
    #expect(try JSONReader.parse(json.output)["blockers"]?.arrayValue?.first?.string("kind") == "held")
    #expect(try await daemon.jobctl("why", "999").status == 3)
  }
}
