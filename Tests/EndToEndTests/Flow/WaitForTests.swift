// wait_for from a shell: what a cleanup raises, what Ctrl-C does at any moment, and what may not be waited for.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct WaitForTests {
  private func trapping(_ daemon: Daemon, _ cleanup: String, _ more: String = "") async throws -> Int {
    let ready = daemon.scratch.file("ready")
    let id = try await daemon.shell("trap '\(cleanup)' TERM; touch \(ready); while :; do sleep 0.05; done", more)
    try await eventually("the trap is set") { daemon.scratch.has("ready") }
    try FileManager.default.removeItem(atPath: ready)
    return id
  }

  @Test func whatTheCleanupRaisesReplacesTheTimeout() async throws {
    let daemon = try await Daemon()
    for (cleanup, status, state) in [
      ("exit 3", 1, "failed"), ("trap - ABRT; kill -ABRT $$", 1, "failed"), ("exit 0", 0, "succeeded"),
      ("exit 143", 7, "cancelled"),
    ] as [(String, Int32, String)] {
      let id = try await trapping(daemon, cleanup)
      let waited = try await daemon.jobctl("wait", "\(id)", "--timeout", "100ms", "--cancel")
      #expect(waited.status == status, "\(cleanup): \(waited)")
      #expect(try await daemon.state(id) == state, "\(cleanup)")
    }
  }

  @Test func aCrashDuringTheCleanupIsAFailure() async throws {
    let daemon = try await Daemon()
    let id = try await trapping(daemon, "kill -SEGV $$")
    try await daemon.cancel(id)
    let crashed = try await daemon.finished(id)
    #expect(crashed.string("state") == "failed" && crashed.string("reason") == "signal", "\(crashed.text)")
    #expect(
      crashed.int("signal") == 11 && crashed.bool("cancel_requested") == true && crashed.bool("timed_out") == false)
    let ready = daemon.scratch.file("ready")
    let late = try await daemon.shell(
      "trap 'kill -ABRT $$' TERM; touch \(ready); while :; do sleep 0.05; done", #""timeout":"1s""#)
    let timed = try await daemon.finished(late)
    #expect(timed.string("reason") == "signal" && timed.bool("timed_out") == true, "\(timed.text)")
  }

  @Test func aValueInSpiteOfTheLimitShowsThatItWasReached() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell("trap 'exit 0' TERM; while :; do sleep 0.05; done", #""timeout":"500ms""#)
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "succeeded" && job.bool("timed_out") == true && job.isNull("reason"), "\(job.text)")
    let shown = try await daemon.jobctl("status", "\(id)")
    #expect(shown.output.contains("time limit"), "\(shown)")
  }

  /// A request that is under way counts for nothing: the daemon is stopped, and the second Ctrl-C is heard all the same.
  @Test func theSecondInterruptLeavesAtAnyMoment() async throws {
    let daemon = try await Daemon()
    let stubborn = try await trapping(daemon, ":", #""grace":"1h""#)
    let late = try daemon.startJobctl(["wait", "\(stubborn)", "--timeout", "1ms", "--cancel"])
    try await eventually("it is being cancelled") { try await daemon.job(stubborn).bool("cancel_requested") == true }
    late.send(SIGINT)
    #expect(try await late.exit() == 130 && late.errors.contains("to themselves"), "\(late.errors)")
    #expect(try await daemon.state(stubborn) == "running")

    let other = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    let frozen = try daemon.startJobctl(["wait", "\(other)", "--timeout", "1h", "--cancel"])
    try await eventually("it waits") { try await daemon.waiters() == 1 }
    daemon.program.send(SIGSTOP)
    defer { daemon.program.send(SIGCONT) }
    frozen.send(SIGINT)
    try await eventually("it asks for the cancel") { frozen.errors.contains("press Ctrl-C again") }
    frozen.send(SIGINT)
    #expect(try await frozen.exit() == 130 && frozen.errors.contains("to themselves"), "\(frozen.errors)")
    daemon.program.send(SIGCONT)
    #expect(try await daemon.state(other) == "running")
    let hastened = try await daemon.jobctl("cancel", "\(stubborn)", "--force")
    #expect(hastened.status == 0, "\(hastened)")
    #expect(try await daemon.finished(stubborn).int("signal") == 9)
  }

  @Test func aSecondCancelHastensAndNeverDelays() async throws {
    let daemon = try await Daemon()
    for second in [#"{"grace":0}"#, #"{"force":true}"#, #"{"grace":"100ms"}"#] {
      let id = try await trapping(daemon, ":", #""grace":"1h""#)
      try await daemon.cancel(id)
      _ = try await daemon.post("/v1/jobs/\(id)/cancel", #"{"grace":"2h"}"#)
      #expect(try await daemon.state(id) == "running")
      #expect(try await daemon.post("/v1/jobs/\(id)/cancel", second).bool("accepted") == true)
      let job = try await daemon.finished(id)
      #expect(job.string("state") == "cancelled" && job.int("signal") == 9, "\(second): \(job.text)")
    }
  }

  @Test func aJobDoesNotWaitForItself() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("said")
    let own = try await daemon.shell("\(BuiltProgram.jobctl) wait $JOBD_JOB_ID 2> \(file); echo $? >> \(file)")
    _ = try await daemon.finished(own)
    #expect(daemon.scratch.text("said").contains("wait for itself") && daemon.scratch.lines("said").last == "4")
    let line = "\(BuiltProgram.jobctl) wait --batch $JOBD_TAG_B; test $? = 4"
    let batch = try #require(try await daemon.batch("{}").int("id"))
    let member = try await daemon.shell(line, #""batch":\#(batch),"tags":{"b":"\#(batch)"}"#)
    #expect(try await daemon.finished(member).string("state") == "succeeded")
  }

  @Test func aTimeoutThatHasPassedIsRefusedByAnEdit() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    try await daemon.reach(id, "running")
    for timeout in ["0", "1ms", "-1"] {
      let refused = try await daemon.patch(id, #"{"timeout":"\#(timeout)"}"#)
      #expect(refused.status == 409 && refused.code == "invalid_state", "\(refused.text)")
      #expect(refused.string("detail")?.contains("has run for") == true, "\(refused.text)")
    }
    let edited = try await daemon.jobctl("edit", "\(id)", "--timeout", "1ms")
    #expect(edited.status == 4, "\(edited)")
    #expect(try await daemon.state(id) == "running")
    #expect(try await daemon.patch(id, #"{"timeout":"1h"}"#).status == 200)
  }

  @Test func resultAndErrorSayHowItEnded() async throws {
    let daemon = try await Daemon()
    let late = try await daemon.submit(#"{"argv":["sleep","60"],"timeout":"200ms"}"#)
    let gone = try await daemon.submit(#"{"handler":"noop","delay":"1h"}"#)
    let bad = try await daemon.submit(#"{"argv":["false"]}"#)
    try await daemon.cancel(gone)
    for id in [late, bad] { _ = try await daemon.finished(id) }
    for (verb, id, status) in [
      ("result", late, 6), ("result", gone, 5), ("result", bad, 1), ("error", gone, 5), ("error", late, 0),
      ("error", bad, 0),
    ] as [(String, Int, Int32)] {
      let said = try await daemon.jobctl(verb, "\(id)")
      #expect(said.status == status, "\(verb) \(id): \(said)")
    }
    #expect(try await daemon.jobctl("error", "\(gone)").output.contains("cancelled"))
  }

  @Test func runEndsLikeTimeoutWhenItsLimitDid() async throws {
    let daemon = try await Daemon()
    let run = try await daemon.jobctl("run", "--timeout", "300ms", "--", "sleep", "60")
    #expect(run.status == 124, "\(run)")
    let followed = try await daemon.jobctl("submit", "--follow", "--timeout", "300ms", "--", "sleep", "60")
    #expect(followed.status == 124, "\(followed)")
    let kept = try await daemon.jobctl(
      "run", "--timeout", "500ms", "--shell", "trap 'exit 0' TERM; while :; do sleep 0.05; done")
    #expect(kept.status == 0, "\(kept)")
  }
}
