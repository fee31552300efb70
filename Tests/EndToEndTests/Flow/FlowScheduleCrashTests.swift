// Due times over kill -9 and over time the daemon was not there: each fires once; what was missed is up to catch_up.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct FlowScheduleCrashTests {
  private static let second: Int64 = 1_000_000

  private static func passed(_ time: Duration) async throws {
    let end = ContinuousClock.now + time
    try await eventually("\(time) have passed") { ContinuousClock.now >= end }
  }

  @Test func eachDueTimeFiresOnceOverKills() async throws {
    let seed = ProcessInfo.processInfo.environment["JOBD_CRASH_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
    print("schedule crash seed \(seed); repeat it with JOBD_CRASH_SEED=\(seed)")
    var chance = SeededChance(seed)
    let scratch = try Scratch()
    for life in 0..<8 {
      let daemon = try await Daemon(scratch)
      if life == 0 {
        try await daemon.schedule(
          "s", #""cron":"* * * * * *""#, #""overlap":"queue","catch_up":"all""#,
          job: #"{"shell":"echo $JOBD_JOB_ID >> \#(scratch.file("starts"))"}"#)
      }
      try await Self.passed(.milliseconds(Int.random(in: 0...1_500, using: &chance)))
      try await daemon.killHard()
      try await Self.passed(.milliseconds(Int.random(in: 0...1_200, using: &chance)))
    }
    let daemon = try await Daemon(scratch)
    // All that came due before this daemon started is caught up with in its first transactions.
    try await eventually("it fires again") {
      let next = try await daemon.schedule("s").micros("next_at") ?? 0
      return next > WireMoment.now() - Self.second
    }
    try await daemon.pauseSchedule("s")
    let firings = try daemon.firings(of: "s")
    #expect(firings.allSatisfy { $0.due % Self.second == 0 })
    for (earlier, later) in zip(firings, firings.dropFirst()) {
      #expect(later.due == earlier.due + Self.second, "\(later.due - earlier.due) µs between two firings")
      #expect(later.job > earlier.job)
    }
    let jobs = try await daemon.jobs(of: "s")
    #expect(jobs.compactMap { $0.int("id") } == firings.map(\.job), "each job is of one due time")
    #expect(try await daemon.schedule("s").int("fired") == firings.count)
    for firing in firings {
      let job = try await daemon.finished(firing.job)
      #expect(job.string("state") == "succeeded" || job.string("reason") == "lost", "\(job.text)")
    }
    let starts = scratch.lines("starts")
    #expect(Set(starts).count == starts.count, "a job ran twice")
    print("schedule crash test: \(firings.count) firings, \(starts.count) starts")
  }

  @Test func downtimeIsCaughtUpByTheRule() async throws {
    let first = try await Daemon()
    let scratch = first.scratch
    for rule in ["none", "one", "all"] {
      try await first.schedule(rule, #""cron":"* * * * * *""#, #""overlap":"queue","catch_up":"\#(rule)""#)
    }
    for rule in ["none", "one", "all"] {
      try await eventually("\(rule) fires") { (try await first.schedule(rule).int("fired") ?? 0) >= 1 }
    }
    try await first.killHard()
    let killed = WireMoment.now()
    try await Self.passed(.milliseconds(4_200))
    let restarted = WireMoment.now()
    let second = try await Daemon(scratch)
    for rule in ["none", "one", "all"] {
      let before = try await second.schedule(rule).int("fired") ?? 0
      try await eventually("\(rule) goes on") { (try await second.schedule(rule).int("fired") ?? 0) >= before + 2 }
      try await second.pauseSchedule(rule)
      let firings = try second.firings(of: rule)
      let missed = firings.filter { $0.due > killed && $0.due < restarted }
      switch rule {
      case "none": #expect(missed.isEmpty)
      case "one":
        // The latest of them: maybe one that came due while the second daemon was on its way up.
        #expect(missed.count <= 1 && missed.allSatisfy { $0.due >= restarted - Self.second })
      default:
        #expect(missed.count >= 4)
        for (earlier, later) in zip(firings, firings.dropFirst()) {
          #expect(later.due == earlier.due + Self.second)
        }
      }
    }
  }

  @Test func stoppedDaemonsScheduleGoesOnWhereItWas() async throws {
    let first = try await Daemon()
    let scratch = first.scratch
    let set = try await first.schedule(
      "s", #""every":"1h","timezone":"Europe/Berlin""#, #""jitter":"10m","paused":false"#)
    #expect(try await first.stop() == 0)
    let second = try await Daemon(scratch)
    let shown = try await second.schedule("s")
    for field in ["next_at", "created_at", "jitter", "every", "timezone", "overlap", "catch_up"] {
      #expect(shown.string(field) == set.string(field), "\(field): \(shown.text)")
    }
  }
}
