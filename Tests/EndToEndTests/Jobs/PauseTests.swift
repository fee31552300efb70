// Pauses of a real daemon: nothing starts, commands stand still, and all of it outlives a kill.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct PauseTests {
  private static let counts = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done"

  /// A job that counts and has begun.
  private func counting(_ daemon: Daemon, _ more: String = "") async throws -> Int {
    let id = try await daemon.shell(Self.counts, more)
    try await grows(id, daemon)
    return id
  }

  private func grows(_ id: Int, _ daemon: Daemon) async throws {
    let before = try await daemon.log(id).text.count
    try await eventually("job \(id) writes") { try await daemon.log(id).text.count > before }
  }

  /// Nothing is written while another command runs from its beginning to its end.
  private func standsStill(_ id: Int, _ daemon: Daemon) async throws {
    try await eventually("job \(id) stands still") {
      let before = try await daemon.log(id).text
      _ = try await daemon.finished(daemon.shell("sleep 0.1", #""queue":"beside""#))
      return try await daemon.log(id).text == before
    }
  }

  @Test func commandThatIsPausedStandsStillUntilItIsResumed() async throws {
    let daemon = try await Daemon()
    let id = try await counting(daemon)
    let running = try await daemon.jobctl("pause", "\(id)")
    #expect(running.status == 4 && running.errors.contains("--running"), "\(running)")
    #expect(try await daemon.jobctl("pause", "999").status == 3)
    let paused = try await daemon.jobctl("pause", "\(id)", "--running")
    #expect(paused.status == 0 && paused.errors.contains("Job \(id) is paused."), "\(paused)")
    try await standsStill(id, daemon)
    let job = try await daemon.job(id)
    #expect(job.bool("paused") == true && job.string("state") == "running", "\(job.text)")
    #expect(try await daemon.jobctl("list").output.contains("paused"))
    #expect(try await daemon.get("/v1/jobs/\(id)/why").text.contains(#""kind":"paused""#))
    #expect(try await daemon.jobctl("resume", "\(id)").status == 0)
    try await grows(id, daemon)
    #expect(try await daemon.job(id).bool("paused") == false)
    _ = try await daemon.post("/v1/jobs/\(id)/cancel", #"{"grace":"0s"}"#)
  }

  @Test func pausedCommandHearsTheTermOfItsCancel() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell(
      "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.02; done", #""grace":"10m""#)
    try await eventually("it is up") { try await daemon.log(id).text.contains("up") }
    #expect(try await daemon.jobctl("pause", "--running").status == 0)
    try await eventually("it is paused") { try await daemon.job(id).bool("paused") == true }
    _ = try await daemon.post("/v1/jobs/\(id)/cancel")
    #expect(try await daemon.finished(id).bool("paused") == false)
    #expect(try await daemon.log(id).text.contains("bye"))
  }

  @Test func nothingStartsWhileEverythingIsPaused() async throws {
    let daemon = try await Daemon()
    #expect(try await daemon.jobctl("pause", "--for", "1h").status == 0)
    let id = try await daemon.shell("true")
    let claims = try await daemon.post("/v1/claims", #"{"handlers":["h"]}"#)
    #expect(claims.status == 200 && claims.objects("claims").isEmpty, "\(claims.text)")
    let info = try await daemon.get("/v1/info").value("paused")
    #expect(info?.string("until") != nil && info?["running"]?.boolValue == false)
    #expect(try await daemon.jobctl("status").output.contains("paused until"))
    #expect(try await daemon.job(id).string("state") == "queued")
    #expect(try await daemon.jobctl("resume").status == 0)
    #expect(try await daemon.finished(id).string("state") == "succeeded")
  }

  @Test func queueIsPausedWithWhatRuns() async throws {
    let daemon = try await Daemon()
    let id = try await counting(daemon, #""queue":"q""#)
    let paused = try await daemon.jobctl("queue", "pause", "q", "--running", "--for", "1h")
    #expect(paused.errors.contains("Queue q is paused with what runs until"), "\(paused)")
    try await standsStill(id, daemon)
    let queue = try await daemon.get("/v1/queues/q")
    #expect(queue.value("pause")?["running"]?.boolValue == true && queue.bool("paused") == true, "\(queue.text)")
    let resumed = try await daemon.jobctl("resume", "-q", "q")
    #expect(resumed.errors.contains("1 command that stood still goes on."), "\(resumed)")
    try await grows(id, daemon)
    _ = try await daemon.post("/v1/jobs/\(id)/cancel", #"{"grace":"0s"}"#)
  }

  @Test func pauseOutlivesAKillOfTheDaemon() async throws {
    let scratch = try Scratch()
    let first = try await Daemon(scratch)
    let id = try await counting(first, #""retry":{"max_attempts":3,"initial":"10ms","jitter":0}"#)
    _ = try await first.post("/v1/pause", #"{"ids":[\#(id)],"running":true}"#)
    _ = try await first.post("/v1/pause", #"{"for":"1h"}"#)
    let pid = try await first.job(id).int("pid") ?? 0
    #expect(pid > 0)
    try await first.killHard()
    let second = try await Daemon(scratch)
    // What stood still is gone, and what it was is held: by itself, and because everything is paused.
    #expect(Processes.group(pid).isEmpty)
    let job = try await second.job(id)
    #expect(job.string("state") == "held" && job.bool("paused") == true, "\(job.text)")
    #expect(try await second.get("/v1/info").value("paused")?.string("until") != nil)
    _ = try await second.post("/v1/resume")
    #expect(try await second.job(id).string("state") == "held")
    #expect(try await second.jobctl("resume", "\(id)").status == 0)
    try await grows(id, second)
    _ = try await second.post("/v1/jobs/\(id)/cancel", #"{"grace":"0s"}"#)
  }

  @Test func pausedCommandIsGivenBackByAStopAndHeld() async throws {
    let scratch = try Scratch()
    let first = try await Daemon(scratch, drain: "0s")
    let id = try await counting(first)
    _ = try await first.post("/v1/pause", #"{"ids":[\#(id)],"running":true}"#)
    #expect(try await first.stop() == 0)
    let second = try await Daemon(scratch)
    let job = try await second.job(id)
    #expect(job.string("state") == "held" && job.int("attempt") == 0, "\(job.text)")
  }
}
