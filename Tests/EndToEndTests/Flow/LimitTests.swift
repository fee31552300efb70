// Limits between jobs: locks, semaphores, slots, rates, full queues; never exceeded, and free again after every end.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct LimitTests {
  @Test(arguments: [1, 3]) func neverMoreThanTheLimitRunAtOnce(_ max: Int) async throws {
    let daemon = try await Daemon(slots: 8)
    let file = daemon.scratch.file("marks")
    // The ends differ: each has to give its permit back.
    let specs = (0..<40).map { index in
      let end = ["", "; exit 1", "; kill -9 $$", "; sleep 60"][index % 4]
      let command = "echo + >> \(file); sleep 0.05; echo - >> \(file)\(end)"
      return
        #"{"shell":"\#(command)","limit":{"key":"k","max":\#(max)},"timeout":"\#(index % 4 == 3 ? "600ms" : "1m")"}"#
    }
    let ids = try await daemon.lines(specs).ints("ids")
    let waiting = try #require(ids.dropFirst(20).first)
    try await daemon.cancel(waiting)
    let answer = try await daemon.post("/v1/wait", #"{"ids":\#(ids),"timeout":"100s"}"#)
    #expect(answer.objects("done").count == 40 && answer.bool("expired") == false, "\(answer.ints("pending"))")
    #expect(try await daemon.state(waiting) == "cancelled")
    var (running, most) = (0, 0)
    for mark in daemon.scratch.lines("marks") {
      running += mark == "+" ? 1 : -1
      most = Swift.max(most, running)
    }
    #expect(most <= max && running == 0, "\(most) at once")
    #expect(daemon.scratch.lines("marks").count == 78)
  }

  @Test func limitHoldsAfterAKillAndIsFreeAgain() async throws {
    var daemon = try await Daemon()
    let scratch = daemon.scratch
    let limit = #""limit":{"key":"k","max":1}"#
    let first = try await daemon.submit(#"{"argv":["sleep","60"],\#(limit)}"#)
    let second = try await daemon.submit(#"{"argv":["sleep","60"],\#(limit)}"#)
    let third = try await daemon.note("third", limit)
    try await daemon.reach(first, "running")
    try await daemon.killHard()
    daemon = try await Daemon(scratch)
    #expect(try await daemon.finished(first).string("reason") == "lost")
    try await daemon.reach(second, "running")
    #expect(try await daemon.state(third) == "queued")
    try await daemon.cancel(second)
    #expect(try await daemon.finished(third).string("state") == "succeeded")
  }

  @Test func newestMaximumOfAKeyWins() async throws {
    let daemon = try await Daemon()
    let spec = { (max: Int) in #"{"argv":["sleep","60"],"limit":{"key":"k","max":\#(max)}}"# }
    let first = try await daemon.submit(spec(1))
    let second = try await daemon.submit(spec(1))
    try await daemon.reach(first, "running")
    #expect(try await daemon.state(second) == "queued")
    let third = try await daemon.submit(spec(2))
    try await daemon.reach(second, "running")
    #expect(try await daemon.state(third) == "queued")
    _ = try await daemon.submit(#"{"handler":"noop","limit":{"key":"k","max":3}}"#)
    try await daemon.reach(third, "running")
  }

  @Test func busyKeyDoesNotStandInTheWayOfOthers() async throws {
    let daemon = try await Daemon(slots: 2)
    let holder = try await daemon.submit(#"{"argv":["sleep","60"],"limit":{"key":"k","max":1},"priority":9}"#)
    try await daemon.reach(holder, "running")
    let line = #"{"handler":"noop","limit":{"key":"k","max":1},"priority":5}"#
    for _ in 0..<2 { #expect(try await daemon.lines(Array(repeating: line, count: 10_000)).status == 201) }
    let free = try await daemon.submit(#"{"handler":"noop"}"#)
    let end = try await daemon.finished(free)
    let started = try #require(end.string("started_at").flatMap(TimeTests.date))
    let created = try #require(end.string("created_at").flatMap(TimeTests.date))
    #expect(started.timeIntervalSince(created) < 1, "\(end.text)")
  }

  @Test func heavyJobTakesItsSlotsAndOneTooHeavyTakesAll() async throws {
    let daemon = try await Daemon(slots: 3)
    let heavy = try await daemon.submit(#"{"argv":["sleep","60"],"slots_needed":2}"#)
    try await daemon.reach(heavy, "running")
    #expect(try await daemon.get("/v1/info").value("slots")?.int("used") == 2)
    let second = try await daemon.submit(#"{"argv":["sleep","60"],"slots_needed":2}"#)
    #expect(try await daemon.state(second) == "queued")
    try await daemon.cancel(heavy)
    try await daemon.reach(second, "running")
    let all = try await daemon.submit(#"{"handler":"noop","slots_needed":1000}"#)
    #expect(try await daemon.state(all) == "queued")
    try await daemon.cancel(second)
    #expect(try await daemon.finished(all).string("state") == "succeeded")
    #expect(try await daemon.get("/v1/info").value("slots")?.int("used") == 0)
  }

  @Test func fullQueueRefusesWithWordsAndTakesAgain() async throws {
    let daemon = try await Daemon()
    #expect(try await daemon.put("/v1/queues/small", #"{"max_queued":2}"#).int("max_queued") == 2)
    _ = try await daemon.post("/v1/queues/small/pause")
    let spec = #"{"handler":"noop","queue":"small"}"#
    let ids = [try await daemon.submit(spec), try await daemon.submit(spec)]
    for answer in [try await daemon.post("/v1/jobs", spec), try await daemon.lines([spec])] {
      #expect(answer.status == 429 && answer.code == "queue_full", "\(answer.text)")
      #expect(answer.string("hint") != nil)
    }
    let mixed = try await daemon.lines([#"{"handler":"noop"}"#, spec])
    #expect(mixed.status == 429)
    #expect(try await daemon.get("/v1/jobs").objects("jobs").count == 2)
    _ = try await daemon.post("/v1/queues/small/resume")
    _ = try await daemon.fates(ids)
    #expect(try await daemon.post("/v1/jobs", spec).status == 201)
  }

  @Test func rateSpacesTheStarts() async throws {
    let daemon = try await Daemon()
    let settings = try await daemon.put("/v1/queues/r", #"{"rate":{"count":10,"per":"1s","burst":2}}"#)
    #expect(settings.value("rate")?.int("burst") == 2, "\(settings.text)")
    let ids = try await daemon.lines(Array(repeating: #"{"handler":"noop","queue":"r"}"#, count: 8)).ints("ids")
    _ = try await daemon.fates(ids)
    var starts: [Date] = []
    for id in ids { starts.append(try #require(try await daemon.job(id).string("started_at").flatMap(TimeTests.date))) }
    starts.sort()
    // Two at once, then one each tenth of a second.
    #expect(starts[7].timeIntervalSince(starts[0]) >= 0.55, "\(starts)")
    #expect(starts[7].timeIntervalSince(starts[0]) < 5)
    for index in 2..<8 { #expect(starts[index].timeIntervalSince(starts[index - 2]) > 0.05, "\(starts)") }
  }

  @Test func defaultTimeoutOfAQueueCounts() async throws {
    let daemon = try await Daemon()
    #expect(try await daemon.put("/v1/queues/t", #"{"default_timeout":"300ms"}"#).status == 200)
    let id = try await daemon.submit(#"{"argv":["sleep","60"],"queue":"t"}"#)
    #expect(try await daemon.finished(id).string("reason") == "timeout")
    let own = try await daemon.shell("sleep 0.6", #""queue":"t","timeout":"1m""#)
    #expect(try await daemon.finished(own).string("state") == "succeeded")
  }

  @Test func agingLetsTheOldPassTheImportant() async throws {
    let daemon = try await Daemon(slots: 1)
    #expect(try await daemon.put("/v1/queues/a", #"{"slots":1,"aging":"50ms"}"#).status == 200)
    let blocker = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    try await daemon.reach(blocker, "running")
    let old = try await daemon.note("old", #""queue":"a""#)
    let later = ContinuousClock.now + .seconds(1)
    try await eventually("it has aged") { ContinuousClock.now > later }
    let important = try await daemon.note("important", #""queue":"a","priority":5"#)
    try await daemon.cancel(blocker)
    _ = try await daemon.fates([old, important])
    #expect(daemon.scratch.lines("ran") == ["old", "important"])
  }

  @Test func thousandJobsFromEightClientsStartOnceEach() async throws {
    let daemon = try await Daemon(slots: 8)
    let file = daemon.scratch.file("starts")
    let ids = try await withThrowingTaskGroup(of: [Int].self) { group in
      for _ in 0..<8 {
        group.addTask {
          let line = #"{"shell":"echo $JOBD_JOB_ID >> \#(file)"}"#
          var ids: [Int] = []
          for _ in 0..<5 { ids += try await daemon.lines(Array(repeating: line, count: 25)).ints("ids") }
          return ids
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(ids).count == 1_000)
    let answer = try await daemon.post("/v1/wait", #"{"ids":\#(ids),"timeout":"100s"}"#)
    #expect(answer.objects("done").count == 1_000)
    #expect(daemon.scratch.lines("starts").compactMap { Int($0) }.sorted() == ids.sorted())
  }
}
