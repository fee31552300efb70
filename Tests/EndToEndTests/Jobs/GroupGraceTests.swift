// The grace is for the whole process group: a child that cleans up is not killed because its parent has ended before it.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct GroupGraceTests {
  /// Writes a script that cleans up on TERM: it says that it has begun, waits to be let, and says what it has saved.
  private static func careful(_ scratch: Scratch) throws -> String {
    let script = """
      trap 'touch \(scratch.file("begun"))
        while ! test -e \(scratch.file("go")); do sleep 0.02; done
        echo saved > \(scratch.file("saved")); exit 0' TERM
      touch \(scratch.file("ready"))
      while :; do sleep 0.02; done
      """
    try script.write(toFile: scratch.file("careful"), atomically: true, encoding: .utf8)
    return "sh \(scratch.file("careful"))"
  }

  @Test(arguments: ["CHILD; echo end", "CHILD | cat", "(CHILD) & wait", "(CHILD; true); true", "sh -c 'CHILD & wait'"])
  func childCleansUpAfterItsParentHasEnded(_ form: String) async throws {
    let daemon = try await Daemon()
    let child = try Self.careful(daemon.scratch)
    let id = try await daemon.shell(form.replacing("CHILD", with: child), #""grace":"5m""#)
    try await eventually("the trap is set") { daemon.scratch.has("ready") }
    let pid = try #require(try await daemon.job(id).int("pid"))
    _ = try await daemon.post("/v1/jobs/\(id)/cancel")
    try await eventually("it cleans up") { daemon.scratch.has("begun") }
    try await eventually("the leader has ended") { !Processes.isAlive(pid) }
    #expect(try await daemon.job(id).string("state") == "running")
    #expect(try await daemon.get("/v1/info").value("slots")?.int("used") == 1)
    daemon.scratch.touch("go")
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "cancelled" && job.int("signal") == 15, "\(job.text)")
    #expect(daemon.scratch.text("saved") == "saved\n")
    #expect(Processes.group(pid).isEmpty)
  }

  @Test func timeLimitGivesTheGroupItsGraceToo() async throws {
    let daemon = try await Daemon()
    let child = try Self.careful(daemon.scratch)
    let id = try await daemon.shell("\(child); echo end", #""timeout":"2s","grace":"5m""#)
    try await eventually("it cleans up") { daemon.scratch.has("begun") }
    daemon.scratch.touch("go")
    #expect(try await daemon.finished(id).string("reason") == "timeout")
    #expect(daemon.scratch.text("saved") == "saved\n")
  }

  @Test func restOfTheGroupIsKilledWhenTheGraceIsOver() async throws {
    let daemon = try await Daemon()
    let child = try Self.careful(daemon.scratch)
    let id = try await daemon.shell("\(child); echo end", #""grace":"300ms""#)
    try await eventually("the trap is set") { daemon.scratch.has("ready") }
    let pid = try #require(try await daemon.job(id).int("pid"))
    _ = try await daemon.post("/v1/jobs/\(id)/cancel")
    #expect(try await daemon.finished(id).string("state") == "cancelled")
    #expect(Processes.group(pid).isEmpty)
    #expect(!daemon.scratch.has("saved"))
  }

  @Test func forceEndsTheGraceOfTheGroup() async throws {
    let daemon = try await Daemon()
    let child = try Self.careful(daemon.scratch)
    let id = try await daemon.shell("\(child); echo end", #""grace":"5m""#)
    try await eventually("the trap is set") { daemon.scratch.has("ready") }
    let pid = try #require(try await daemon.job(id).int("pid"))
    _ = try await daemon.post("/v1/jobs/\(id)/cancel")
    try await eventually("it cleans up") { daemon.scratch.has("begun") }
    try await eventually("the leader has ended") { !Processes.isAlive(pid) }
    _ = try await daemon.post("/v1/jobs/\(id)/cancel", #"{"force":true}"#)
    #expect(try await daemon.finished(id).string("state") == "cancelled")
    #expect(Processes.group(pid).isEmpty)
    #expect(!daemon.scratch.has("saved"))
  }

  /// Nobody told it to stop.
  @Test func whatACommandLeavesBehindLivesOn() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell("sleep 600 & echo $!")
    #expect(try await daemon.finished(id).string("state") == "succeeded")
    let child = try #require(Int(try await daemon.log(id).text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(Processes.isAlive(child))
    kill(Int32(child), SIGKILL)
  }
}
