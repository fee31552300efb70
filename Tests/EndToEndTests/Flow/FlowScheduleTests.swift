// Schedules of the real daemon: they fire on time, rest when they are paused, and show what they will do.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct FlowScheduleTests {
  private static func passed(_ time: Duration) async throws {
    let end = ContinuousClock.now + time
    try await eventually("\(time) have passed") { ContinuousClock.now >= end }
  }

  @Test func everySecondFiresAJobOfTheSchedule() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("ran")
    let set = try await daemon.schedule(
      "beat", #""every":"1s""#,
      job: #"{"shell":"echo $JOBD_JOB_ID >> \#(file)","tags":{"a":"b"},"priority":7}"#)
    let start = try #require(set.micros("created_at"))
    #expect(set.micros("next_at") == start + 1_000_000, "\(set.text)")
    #expect(set.string("overlap") == "skip" && set.string("catch_up") == "one" && set.string("timezone") == "UTC")
    try await eventually("four firings") { (try await daemon.schedule("beat").int("fired") ?? 0) >= 4 }
    try await daemon.pauseSchedule("beat")
    let jobs = try await daemon.jobs(of: "beat")
    let firings = try daemon.firings(of: "beat")
    let shown = try await daemon.schedule("beat")
    #expect(shown.int("fired") == jobs.count && jobs.count == firings.count, "\(shown.text)")
    #expect(shown.int("last_job") == firings.last?.job && shown.micros("last_at") == firings.last?.due)
    for (job, firing) in zip(jobs, firings) {
      #expect(job.int("id") == firing.job && job.string("schedule") == "beat" && job.int("priority") == 7)
      #expect((firing.due - start) % 1_000_000 == 0 && firing.due > start)
      let created = try #require(job.string("created_at").flatMap(WireMoment.micros))
      #expect(created >= firing.due, "job \(firing.job) came \(firing.due - created) µs early")
      #expect(created < firing.due + 5_000_000)
      #expect(try await daemon.finished(firing.job).string("state") == "succeeded")
    }
    #expect(daemon.scratch.lines("ran").sorted() == jobs.compactMap { $0.int("id") }.map(String.init).sorted())
  }

  @Test func cronWithSecondsFiresOnThoseSeconds() async throws {
    let daemon = try await Daemon()
    try await daemon.schedule("even", #""cron":"*/2 * * * * *","timezone":"Asia/Kathmandu""#)
    try await eventually("three firings") { (try await daemon.schedule("even").int("fired") ?? 0) >= 3 }
    for firing in try daemon.firings(of: "even") { #expect(firing.due % 2_000_000 == 0) }
  }

  @Test func pausedScheduleRestsAndResumes() async throws {
    let daemon = try await Daemon()
    let set = try await daemon.schedule("s", #""every":"1s""#, #""paused":true,"catch_up":"all""#)
    #expect(set.bool("paused") == true && set.isNull("next_at"))
    try await Self.passed(.milliseconds(2_300))
    #expect(try await daemon.schedule("s").int("fired") == 0)
    let resumed = try await daemon.post("/v1/schedules/s/resume")
    #expect(resumed.status == 200 && resumed.bool("paused") == false, "\(resumed.text)")
    try await eventually("a firing") { (try await daemon.schedule("s").int("fired") ?? 0) >= 1 }
    try await daemon.pauseSchedule("s")
    let first = try #require(try daemon.firings(of: "s").first)
    let updated = try #require(resumed.micros("updated_at"))
    #expect(first.due > updated, "what was due while it was paused is not made up for")
    let fired = try await daemon.schedule("s").int("fired")
    try await daemon.pauseSchedule("s")
    try await Self.passed(.milliseconds(1_500))
    #expect(try await daemon.schedule("s").int("fired") == fired)
  }

  @Test func previewSaysWhatTheClockWillDo() async throws {
    let daemon = try await Daemon()
    // The clocks of Berlin change on the last Sundays of March and October, at 01:00 UTC.
    try await daemon.schedule("gap", #""cron":"30 2 * 3 0L","timezone":"Europe/Berlin""#)
    let gap = try await daemon.get("/v1/schedules/gap/preview?count=4").objects("times").compactMap(\.stringValue)
    #expect(gap.count == 4 && gap.allSatisfy { $0.hasSuffix("T01:00:00.000000Z") }, "\(gap)")
    try await daemon.schedule("twice", #""cron":"30 2 * 10 0L","timezone":"Europe/Berlin""#)
    let twice = try await daemon.get("/v1/schedules/twice/preview?count=4").objects("times").compactMap(\.stringValue)
    #expect(twice.count == 4 && twice.allSatisfy { $0.hasSuffix("T00:30:00.000000Z") }, "\(twice)")
    try await daemon.schedule("steady", #""every":"90m""#)
    let steady = try await daemon.get("/v1/schedules/steady/preview").objects("times").compactMap {
      $0.stringValue.flatMap(WireMoment.micros)
    }
    #expect(steady.count == 10 && zip(steady, steady.dropFirst()).allSatisfy { $1 - $0 == 5_400_000_000 })
    #expect(try await daemon.schedule("steady").micros("next_at") == steady.first)
    for count in ["0", "-1", "x", "1000000"] {
      let answer = try await daemon.get("/v1/schedules/steady/preview?count=\(count)")
      #expect(answer.status == 400, "count=\(count): \(answer.status) with \(answer.objects("times").count) times")
    }
  }

  @Test func runNowSubmitsAndLeavesTheDueTimes() async throws {
    let daemon = try await Daemon()
    let set = try await daemon.schedule("nightly", #""cron":"0 3 * * *""#, job: #"{"shell":"echo ran","name":"n"}"#)
    let run = try await daemon.post("/v1/schedules/nightly/run")
    let id = try #require(run.int("id"))
    #expect(run.status == 201 && run.string("schedule") == "nightly" && run.string("name") == "n", "\(run.text)")
    #expect(try await daemon.finished(id).string("state") == "succeeded")
    #expect(try await daemon.log(id).text == "ran\n")
    let after = try await daemon.schedule("nightly")
    #expect(after.string("next_at") == set.string("next_at") && after.int("fired") == 0, "\(after.text)")
    #expect(try await daemon.jobs(of: "nightly").count == 1)
    // Also while it is paused.
    try await daemon.pauseSchedule("nightly")
    #expect(try await daemon.post("/v1/schedules/nightly/run").status == 201)
  }

  @Test func overlapSkipsQueuesOrCancels() async throws {
    let daemon = try await Daemon(slots: 8)
    for rule in ["skip", "queue", "cancel"] {
      try await daemon.schedule(
        rule, #""every":"1s""#, #""overlap":"\#(rule)""#, job: #"{"argv":["sleep","100"]}"#)
    }
    try await eventually("three of each") {
      let skipped = try await daemon.schedule("skip").int("skipped") ?? 0
      let queued = try await daemon.jobs(of: "queue").count
      let cancelled = try await daemon.jobs(of: "cancel").count { $0.string("state") == "cancelled" }
      return skipped >= 3 && queued >= 3 && cancelled >= 3
    }
    for rule in ["skip", "queue", "cancel"] { try await daemon.pauseSchedule(rule) }
    let skip = try await daemon.jobs(of: "skip")
    #expect(skip.count == 1 && skip[0].string("state") == "running")
    #expect(try await daemon.schedule("skip").int("fired") == 1)
    let queue = try await daemon.jobs(of: "queue")
    #expect(queue.map { $0.string("state") ?? "" } == ["running"] + Array(repeating: "blocked", count: queue.count - 1))
    let last = try #require(try await daemon.jobs(of: "cancel").last?.int("id"))
    try await daemon.reach(last, "running")
    let cancel = try await daemon.jobs(of: "cancel").map { $0.string("state") ?? "" }
    #expect(cancel == Array(repeating: "cancelled", count: cancel.count - 1) + ["running"])
    // Each queued one starts when the one before it has ended, however it ended.
    let ids = queue.compactMap { $0.int("id") }
    #expect(try await daemon.post("/v1/jobs/\(ids[0])/cancel").status == 200)
    try await daemon.reach(ids[1], "running")
    #expect(try await daemon.job(ids[2]).string("state") == "blocked")
  }

  @Test func replacedScheduleGoesByTheNewRuleAndRemovedOneLeavesItsJobs() async throws {
    let daemon = try await Daemon()
    try await daemon.schedule("s", #""every":"1s""#)
    try await eventually("a firing") { (try await daemon.schedule("s").int("fired") ?? 0) >= 1 }
    let replaced = try await daemon.schedule("s", #""cron":"@yearly","timezone":"America/New_York""#)
    #expect(replaced.string("cron") == "@yearly" && replaced.isNull("every") && (replaced.int("fired") ?? 0) >= 1)
    let fired = replaced.int("fired")
    try await Self.passed(.milliseconds(1_500))
    #expect(try await daemon.schedule("s").int("fired") == fired)
    let names = try await daemon.get("/v1/schedules").objects("schedules").compactMap { $0.string("name") }
    #expect(names == ["s"])
    let removed = try await daemon.send("DELETE", "/v1/schedules/s")
    #expect([200, 204].contains(removed.status), "\(removed.text)")
    #expect(try await daemon.schedule("s").status == 404)
    let jobs = try await daemon.get("/v1/jobs").objects("jobs")
    #expect(jobs.count == fired && jobs.allSatisfy { $0.string("schedule") == "s" })
  }

  @Test func jobctlSetsShowsAndRuns() async throws {
    let daemon = try await Daemon()
    let set = try await daemon.jobctl(
      "schedule", "set", "b", "--cron", "0 3 * * *", "--timezone", "Europe/Berlin", "--", "true")
    #expect(set.status == 0, "\(set.errors)")
    let preview = try await daemon.jobctl("schedule", "preview", "b", "--count", "3")
    #expect(preview.status == 0 && preview.output.split(separator: "\n").count == 3, "\(preview)")
    let run = try await daemon.jobctl("schedule", "run", "b")
    let id = try #require(Int(run.output.trimmingCharacters(in: .whitespacesAndNewlines)), "\(run)")
    #expect(try await daemon.finished(id).string("schedule") == "b")
    #expect(try await daemon.jobctl("schedule", "list").output.contains("Europe/Berlin"))
    for verb in ["pause", "resume", "rm"] {
      let spoken = try await daemon.jobctl("schedule", verb, "b")
      #expect(spoken.status == 0, "\(verb): \(spoken.errors)")
    }
    for verb in ["show", "preview", "run", "pause", "resume", "rm"] {
      let spoken = try await daemon.jobctl("schedule", verb, "b")
      #expect(spoken.status == 3 && spoken.errors.contains("b"), "\(verb): \(spoken)")
    }
    let bad = try await daemon.jobctl("schedule", "set", "b", "--cron", "61 * * * *", "--shell", "true")
    #expect(bad.status == 64 && bad.errors.contains("61"), "\(bad)")
  }
}
