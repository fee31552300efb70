// jobctl as a stand-in for the command itself: its output, its exit code, its Ctrl-C, its pipes.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct RunCommandTests {
  @Test func runIsLikeTheCommand() async throws {
    let daemon = try await Daemon()
    let seven = try await daemon.jobctl("run", "--", "sh", "-c", "echo out; echo err >&2; exit 7")
    #expect(seven.status == 7)
    #expect(seven.output == "out\n")
    #expect(seven.errors.contains("err\n"))
    #expect(try await daemon.jobctl("run", "--", "true").status == 0)
    #expect(try await daemon.jobctl("run", "--", "sh", "-c", "kill -9 $$").status == 137)
  }

  @Test func interruptCancelsTheJobOfRun() async throws {
    let daemon = try await Daemon()
    let run = try daemon.startJobctl(["run", "--", "sh", "-c", "echo on; exec sleep 60"])
    try await eventually("the command runs") { run.output.contains("on") }
    run.send(SIGINT)
    // The command's own end: it was ended by TERM.
    #expect(try await run.exit() == 143, "\(run.errors)")
    #expect(try await daemon.finished(1).string("state") == "cancelled")
  }

  @Test func killedClientLeavesTheJobAlone() async throws {
    let daemon = try await Daemon()
    let run = try daemon.startJobctl(["run", "--", "sh", "-c", "echo on; sleep 1; echo still"])
    try await eventually("the command runs") { run.output.contains("on") }
    run.send(SIGKILL)
    _ = try await run.exit()
    #expect(try await daemon.finished(1).string("state") == "succeeded")
  }

  @Test func followTakesOutputAndExitCode() async throws {
    let daemon = try await Daemon()
    let followed = try await daemon.jobctl(
      "submit", "--follow", "--", "sh", "-c", "echo one; sleep 0.2; echo two; exit 3")
    #expect(followed.status == 3)
    #expect(followed.output.hasSuffix("one\ntwo\n"), "\(followed.output)")
  }

  @Test func readerThatLeavesEndsTheWriterQuietly() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell("seq 1 200000")
    _ = try await daemon.finished(id)
    let jobctl = BuiltProgram.jobctl
    let script = #""$0" logs "$1" | head -n 1; exit ${PIPESTATUS[0]}"#
    let shell = try Program(
      ["/bin/bash", "-c", script, jobctl, "\(id)"], environment: ["JOBD_URL": "unix://\(daemon.socket)"])
    #expect(try await shell.exit() == 141)
    #expect(shell.output == "1\n")
    #expect(shell.errors.isEmpty, "\(shell.errors)")
  }

  @Test func whatIsPipedInIsTheCommandsInput() async throws {
    let daemon = try await Daemon()
    let environment = ["JOBD_URL": "unix://\(daemon.socket)"]
    let file = daemon.scratch.file("input")
    try "hi\n".write(toFile: file, atomically: false, encoding: .utf8)
    for (arguments, output) in [(["run", "--", "cat"], "hi\n"), (["run", "-n", "cat"], "")] {
      let run = try Program([BuiltProgram.jobctl] + arguments, environment: environment, input: file)
      #expect(try await run.exit() == 0, "\(run.errors)")
      #expect(run.output == output, "\(arguments)")
    }
    let script = #"printf 'a\nb\n' | while read -r line; do "$0" run -n echo "$line"; done"#
    let loop = try Program(["/bin/sh", "-c", script, BuiltProgram.jobctl], environment: environment)
    #expect(try await loop.exit() == 0)
    #expect(loop.output == "a\nb\n", "\(loop.errors)")
  }

  @Test func aPersonIsToldOfAPipeThatStaysEmpty() async throws {
    let daemon = try await Daemon()
    let pipe = daemon.scratch.file("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    // Open for writing as well, or the start of the program would wait for a writer.
    let writer = open(pipe, O_RDWR | O_CLOEXEC)
    try #require(writer >= 0)
    let environment = ["JOBD_URL": "unix://\(daemon.socket)"]
    let run = try Program([BuiltProgram.jobctl, "run", "cat"], environment: environment, input: pipe)
    try await eventually("it says what it waits for") {
      run.errors.contains("reading stdin") && run.errors.contains("-n")
    }
    #expect(write(writer, "late\n", 5) == 5)
    close(writer)
    #expect(try await run.exit() == 0, "\(run.errors)")
    #expect(run.output == "late\n")
  }
}
