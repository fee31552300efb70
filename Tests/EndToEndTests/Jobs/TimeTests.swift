// Time: limits, deadlines, delays, due times over restarts, retries and their history.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct TimeTests {
  @Test func timeoutEndsTheJobAndItsProcess() async throws {
    let daemon = try await Daemon()
    let start = ContinuousClock.now
    let id = try await daemon.submit(#"{"argv":["sleep","60"],"timeout":"500ms"}"#)
    let job = try await daemon.finished(id)
    #expect(ContinuousClock.now - start < .seconds(15))
    #expect(job.string("state") == "failed" && job.string("reason") == "timeout", "\(job.text)")
    if let pid = job.int("pid") ?? job.objects("attempts").last?.int("pid") { #expect(!Processes.isAlive(pid)) }
  }

  @Test func childThatIgnoresTheLimitIsKilledAndOneThatReturnsIsBelieved() async throws {
    let daemon = try await Daemon()
    let loop = "while :; do sleep 0.05; done"
    let deaf = try await daemon.shell("trap '' TERM; \(loop)", #""timeout":"500ms","grace":"300ms""#)
    let polite = try await daemon.shell("trap 'exit 0' TERM; \(loop)", #""timeout":"1s""#)
    let own = try await daemon.shell("trap 'exit 7' TERM; \(loop)", #""timeout":"1s""#)
    #expect(try await daemon.finished(deaf).string("reason") == "timeout")
    #expect(try await daemon.finished(deaf).int("signal") == 9)
    #expect(try await daemon.finished(polite).string("state") == "succeeded")
    #expect(try await daemon.finished(own).int("exit_code") == 7)
  }

  @Test func deadlineThatHasPassedExpiresTheJob() async throws {
    let daemon = try await Daemon(slots: 1)
    let blocker = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    try await daemon.reach(blocker, "running")
    let soon = Date(timeIntervalSinceNow: 0.5).ISO8601Format(.init(includingFractionalSeconds: true))
    let id = try await daemon.shell("echo never", #""deadline":"\#(soon)""#)
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "failed" && job.string("reason") == "expired", "\(job.text)")
    #expect(job.isNull("started_at"))
  }

  @Test func timesBeyondTheBoundAreRefusedWherever() async throws {
    let daemon = try await Daemon()
    let far = #""2200-01-01T00:00:00Z""#
    for (field, member) in [
      ("run_at", #""run_at":\#(far)"#), ("deadline", #""deadline":\#(far)"#),
      ("run_at", #""run_at":"2600-01-01T00:00:00Z""#),
      ("deadline", #""deadline":"9999-12-31T23:59:59Z""#), ("delay", #""delay":"3651d""#),
      ("timeout", #""timeout":"3651d""#),
      ("then[0].job.run_at", #""then":[{"job":{"argv":["true"],"run_at":\#(far)}}]"#),
      ("then[0].job.deadline", #""then":[{"job":{"argv":["true"],"deadline":\#(far)}}]"#),
    ] {
      let answer = try await daemon.post("/v1/jobs", #"{"argv":["true"],\#(member)}"#)
      #expect(answer.status == 400 && answer.faultyFields == [field], "\(member): \(answer.text)")
    }
    let id = try await daemon.submit(#"{"argv":["true"],"run_at":"2199-12-31T23:59:59Z"}"#)
    #expect(try await daemon.job(id).string("state") == "scheduled")
    for field in ["run_at", "deadline"] {
      let answer = try await daemon.send("PATCH", "/v1/jobs/\(id)", #"{"\#(field)":\#(far)}"#)
      #expect(answer.status == 400 && answer.faultyFields == [field], "\(answer.text)")
    }
  }

  @Test func deadlineLongPastStopsARunningJobAtOnce() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    try await daemon.reach(id, "running")
    let answer = try await daemon.send("PATCH", "/v1/jobs/\(id)", #"{"deadline":"1970-01-01T00:00:00Z"}"#)
    #expect(answer.status == 200, "\(answer.text)")
    #expect(try await daemon.finished(id).string("reason") == "timeout")
  }

  @Test func delayIsKept() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell("true", #""delay":"1s""#)
    #expect(try await daemon.job(id).string("state") == "scheduled")
    let job = try await daemon.finished(id)
    let start = try #require(job.string("started_at").flatMap(Self.date))
    let created = try #require(job.string("created_at").flatMap(Self.date))
    #expect(start.timeIntervalSince(created) >= 1)
    #expect(start.timeIntervalSince(created) < 6)
    let past = try await daemon.shell("true", #""run_at":"2020-01-01T00:00:00Z""#)
    #expect(try await daemon.finished(past).string("state") == "succeeded")
    let zero = try await daemon.shell("true", #""delay":0"#)
    #expect(try await daemon.finished(zero).string("state") == "succeeded")
  }

  @Test func dueTimesSurviveRestartsAndPassedOnesRunOnce() async throws {
    let first = try await Daemon()
    let scratch = first.scratch
    let due = try await first.shell("echo due >> \(scratch.file("ran"))", #""delay":"2s""#)
    let later = try await first.shell("echo later >> \(scratch.file("ran"))", #""delay":"8s""#)
    try await first.killHard()
    try await eventually("the due time has passed") { [until = ContinuousClock.now + .milliseconds(2_200)] in
      ContinuousClock.now > until
    }
    let second = try await Daemon(scratch)
    #expect(try await second.finished(due).string("state") == "succeeded")
    #expect(try await second.finished(later).string("state") == "succeeded")
    #expect(scratch.lines("ran") == ["due", "later"])
  }

  @Test func runNowIgnoresTheDelayAndReleaseFreesTheHeld() async throws {
    let daemon = try await Daemon()
    let delayed = try await daemon.shell("true", #""delay":"1h""#)
    #expect(try await daemon.post("/v1/jobs/\(delayed)/run").status == 200)
    #expect(try await daemon.finished(delayed).string("state") == "succeeded")
    let held = try await daemon.shell("true", #""hold":true"#)
    #expect(try await daemon.post("/v1/jobs/\(held)/release").status == 200)
    #expect(try await daemon.finished(held).string("state") == "succeeded")
    let again = try await daemon.post("/v1/jobs/\(held)/release")
    #expect(again.status == 409 && again.code == "invalid_state")
    #expect(try await daemon.post("/v1/jobs/\(held)/run").status == 409)
  }

  @Test func retriesAreCountedAndRemembered() async throws {
    let daemon = try await Daemon()
    let count = daemon.scratch.file("count")
    let retry = #""retry":{"max_attempts":5,"backoff":"constant","initial":"50ms","jitter":0}"#
    let third = try await daemon.shell("echo x >> \(count); test $(wc -l < \(count)) -ge 3", retry)
    let job = try await daemon.finished(third)
    #expect(job.string("state") == "succeeded" && job.int("attempt") == 3, "\(job.text)")
    let attempts = job.objects("attempts")
    #expect(attempts.compactMap { $0.int("attempt") } == [1, 2, 3])
    #expect(attempts.compactMap { $0.int("exit_code") } == [1, 1, 0])
    let all = try await daemon.shell("echo $JOBD_ATTEMPT; exit 2", #""retry":{"max_attempts":2,"initial":"10ms"}"#)
    let failed = try await daemon.finished(all)
    #expect(failed.string("state") == "failed" && failed.int("attempt") == 2)
    #expect(try await daemon.log(all, "attempt=1").text == "1\n")
    #expect(try await daemon.log(all, "attempt=2").text == "2\n")
    let chosen = try await daemon.shell("exit 4", #""retry":{"max_attempts":5,"initial":"10ms","on":[3,"timeout"]}"#)
    #expect(try await daemon.finished(chosen).int("attempt") == 1)
  }

  @Test func manualRetryRunsAgain() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("fine")
    let id = try await daemon.shell("test -e \(file)")
    #expect(try await daemon.finished(id).string("state") == "failed")
    daemon.scratch.touch("fine")
    let answer = try await daemon.post("/v1/jobs/\(id)/retry")
    #expect(answer.status == 200 || answer.status == 201, "\(answer.text)")
    let next = try #require(answer.int("id"))
    #expect(try await daemon.finished(next).string("state") == "succeeded")
    #expect(try await daemon.post("/v1/jobs/\(next)/retry").status == 409)
  }

  static func date(_ text: String) -> Date? {
    try? Date(text, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: true))
  }
}
