// Cancelling in every state, with asyncio's rules: who ends in spite of it keeps what it said.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct CancelTests {
  @Test func jobThatHasNotStartedNeverDoes() async throws {
    let daemon = try await Daemon(slots: 1)
    let file = daemon.scratch.file("started")
    let blocker = try await daemon.submit(#"{"argv":["sleep","30"]}"#)
    try await daemon.reach(blocker, "running")
    let queued = try await daemon.shell("touch \(file)")
    let delayed = try await daemon.shell("touch \(file)", #""delay":"300ms""#)
    let held = try await daemon.shell("touch \(file)", #""hold":true"#)
    for id in [queued, delayed, held] {
      let answer = try await daemon.post("/v1/jobs/\(id)/cancel", #"{"reason":"not needed"}"#)
      #expect(answer.bool("accepted") == true, "\(answer.text)")
      let job = try await daemon.job(id)
      #expect(job.string("state") == "cancelled" && job.isNull("started_at"))
    }
    _ = try await daemon.post("/v1/jobs/\(blocker)/cancel")
    _ = try await daemon.finished(blocker)
    _ = try await daemon.finished(daemon.shell("sleep 0.5"))
    #expect(!daemon.scratch.has("started"))
  }

  @Test func runningJobIsEndedWithItsWholeGroup() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell("sleep 99 & sleep 99")
    try await eventually("both sleep") {
      guard let pid = try await daemon.job(id).int("pid") else { return false }
      return Processes.group(pid).count >= 2
    }
    let pid = try #require(try await daemon.job(id).int("pid"))
    let answer = try await daemon.post("/v1/jobs/\(id)/cancel", #"{"reason":"enough"}"#)
    #expect(answer.status == 200 && answer.bool("accepted") == true)
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "cancelled" && job.int("signal") == 15)
    #expect(job.text.contains("enough"))
    #expect(Processes.group(pid).isEmpty)
    let again = try await daemon.post("/v1/jobs/\(id)/cancel")
    #expect(again.status == 409 && again.code == "invalid_state")
  }

  @Test(arguments: [(0, "succeeded"), (3, "failed")])
  func childThatHandlesTheSignalKeepsItsWord(_ code: Int, _ state: String) async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("ready")
    let id = try await daemon.shell("trap 'exit \(code)' TERM; touch \(file); while :; do sleep 0.05; done")
    try await eventually("the trap is set") { daemon.scratch.has("ready") }
    #expect(try await daemon.post("/v1/jobs/\(id)/cancel").bool("accepted") == true)
    let job = try await daemon.finished(id)
    #expect(job.string("state") == state && job.int("exit_code") == code, "\(job.text)")
    #expect(job.bool("cancel_requested") == true)
  }

  @Test func stubbornChildIsKilledAfterGraceAndOnceOnly() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("ready")
    let id = try await daemon.shell("trap '' TERM; touch \(file); while :; do sleep 0.05; done", #""grace":"500ms""#)
    try await eventually("the trap is set") { daemon.scratch.has("ready") }
    #expect(try await daemon.post("/v1/jobs/\(id)/cancel").bool("accepted") == true)
    #expect(try await daemon.post("/v1/jobs/\(id)/cancel").bool("accepted") == true)
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "cancelled" && job.int("signal") == 9, "\(job.text)")
  }

  @Test func graceOfTheRequestOutweighsTheJobs() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("ready")
    let id = try await daemon.shell("trap '' TERM; touch \(file); while :; do sleep 0.05; done", #""grace":"10m""#)
    try await eventually("the trap is set") { daemon.scratch.has("ready") }
    _ = try await daemon.post("/v1/jobs/\(id)/cancel", #"{"grace":"200ms"}"#)
    #expect(try await daemon.finished(id).string("state") == "cancelled")
  }

  @Test func forceReachesAShieldedJob() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"argv":["sleep","60"],"shield":true}"#)
    try await daemon.reach(id, "running")
    let answer = try await daemon.post("/v1/jobs/\(id)/cancel", #"{"force":true}"#)
    #expect(answer.bool("absorbed") == false, "\(answer.text)")
    #expect(try await daemon.finished(id).string("state") == "cancelled")
  }

  @Test func shieldedJobAbsorbsTheCancel() async throws {
    let daemon = try await Daemon()
    let go = daemon.scratch.file("go")
    let id = try await daemon.shell("while ! test -e \(go); do sleep 0.05; done; echo kept", #""shield":true"#)
    try await daemon.reach(id, "running")
    let answer = try await daemon.post("/v1/jobs/\(id)/cancel")
    #expect(answer.bool("accepted") == true && answer.bool("absorbed") == true, "\(answer.text)")
    daemon.scratch.touch("go")
    #expect(try await daemon.finished(id).string("state") == "succeeded")
    #expect(try await daemon.get("/v1/jobs/\(id)/result").text == "kept\n")
  }

  @Test func instantCancelsAreAlwaysEitherWonOrLost() async throws {
    let daemon = try await Daemon()
    for _ in 0..<100 {
      let id = try await daemon.submit(#"{"argv":["true"]}"#)
      let answer = try await daemon.post("/v1/jobs/\(id)/cancel")
      let job = try await daemon.finished(id)
      if answer.status == 409 {
        #expect(job.string("state") == "succeeded", "\(job.text)")
      } else {
        #expect(job.string("state") == "cancelled" || job.bool("cancel_requested") == true, "\(job.text)")
      }
    }
    #expect(try await daemon.get("/v1/info").value("slots")?.int("used") == 0)
  }
}
