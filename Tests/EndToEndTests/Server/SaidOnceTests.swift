// What the daemon says of its beginning and its end to a person who looks at it.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct SaidOnceTests {
  @Test func readyComesOnceOnATerminalAndBothWaysElsewhere() async throws {
    let scratch = try Scratch()
    let seen = try Program([BuiltProgram.jobd] + Daemon.arguments(scratch), terminal: PseudoTerminal())
    try await eventually("jobd is ready", within: .seconds(60)) { seen.output.contains("ready on") }
    seen.send(SIGTERM)
    try await eventually("jobd has stopped") { seen.status == 0 }
    try await eventually("its last word is here") { seen.output.contains("stopped") }
    #expect(seen.output.components(separatedBy: "ready").count == 2, "\(seen.output)")
    let daemon = try await Daemon(scratch)
    #expect(try await daemon.stop() == 0)
    #expect(daemon.program.output.contains("ready on") && daemon.program.errors.contains("ready"))
  }

  @Test func stopSaysForHowLongAndWhatASecondSignalDoes() async throws {
    let daemon = try await Daemon(drain: "7m")
    let id = try await daemon.submit(#"{"argv":["sleep","500"]}"#)
    try await daemon.reach(id, "running")
    daemon.program.send(SIGINT)
    try await eventually("the stop is told") { daemon.program.errors.contains("a second signal (Ctrl-C, SIGTERM)") }
    #expect(daemon.program.errors.contains("limit=7m"), "\(daemon.program.errors)")
    let status = try await daemon.jobctl("status")
    #expect(status.output.contains("stopping"), "\(status)")
    let resumed = try await daemon.jobctl("resume")
    #expect(resumed.status == 69 && resumed.errors.contains("is stopping"), "\(resumed)")
    #expect(!resumed.errors.contains("jobctl resume"), "\(resumed)")
    daemon.program.send(SIGINT)
    #expect(try await daemon.program.exit() == 0)
    #expect(daemon.program.errors.contains("goes back to its queue. A further signal kills it"))
  }

  @Test func killOfALostAttemptIsToldOnce() async throws {
    let first = try await Daemon()
    let id = try await first.shell("sleep 500 & sleep 501 & wait")
    try await eventually("it has a pid") { try await first.job(id).int("pid") != nil }
    try await first.killHard()
    let second = try await Daemon(first.scratch)
    #expect(try await second.finished(id).string("reason") == "lost")
    let errors = second.program.errors
    #expect(errors.components(separatedBy: "killing").count == 2, "\(errors)")
    #expect(!errors.contains("earlier boot"), "\(errors)")
  }
}
