// What waits goes on when the daemon is started anew, and says so once.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct RestartTests {
  @Test func waitsGoOnOverARestart() async throws {
    let daemon = try await Daemon(drain: "100ms")
    let go = daemon.scratch.file("go")
    let script = "echo begin; while ! test -e \(go); do sleep 0.05; done; echo end"
    let id = try await daemon.shell(script)
    let batch = try #require(try await daemon.batch(#"{"jobs":[{"shell":\#(JSONText.quoted(script))}]}"#).int("id"))
    let commands = [
      ["wait", "\(id)"], ["wait", "\(id)", "\(id + 1)"], ["wait", "\(id)", "--as-completed"],
      ["wait", "--batch", "\(batch)"], ["wait", "--batch", "\(batch)", "--progress"], ["logs", "-f", "\(id)"],
      ["run", "--", "sh", "-c", script], ["submit", "--wait", "--", "sh", "-c", script],
      ["map", "--wait", "sh", "-c", script, ":::", "1"],
    ]
    let waits = try commands.map { try daemon.startJobctl($0) }
    try await eventually("all have begun") {
      let running = try await daemon.get("/v1/jobs?state=running").objects("jobs").count
      return running == 5 && waits[5].output == "begin\n" && waits[6].output == "begin\n"
    }
    #expect(try await daemon.stop() == 0)
    for (wait, command) in zip(waits, commands) {
      try await eventually("\(command) says that it waits") { wait.errors.contains("waiting up to 1m") }
    }
    let again = try await Daemon(daemon.scratch)
    for number in Int(id)...Int(id) + 4 { try await again.reach(number, "running") }
    daemon.scratch.touch("go")
    for (wait, command) in zip(waits, commands) {
      #expect(try await wait.exit() == 0, "\(command): \(wait.errors)")
      #expect(wait.errors.components(separatedBy: "waiting up to").count == 2, "\(command): \(wait.errors)")
    }
    // Both starts of the interrupted job, each of them whole.
    for number in [5, 6] { #expect(waits[number].output == "begin\nbegin\nend\n", "\(commands[number])") }
  }

  @Test(arguments: [["wait", "1"], ["logs", "-f", "1"], ["wait", "1", "--progress"]])
  func daemonThatStaysAwayIsNotWaitedForForEver(_ command: [String]) async throws {
    let daemon = try await Daemon()
    _ = try await daemon.shell("echo begin; exec sleep 60")
    try await daemon.reach(1, "running")
    let before = try await daemon.waiters()
    let wait = try daemon.startJobctl(command + ["--patience", "300ms"])
    if command[0] == "wait" {
      try await eventually("it waits") { try await daemon.waiters() > before }
    } else {
      try await eventually("it follows") { wait.output == "begin\n" }
    }
    try await daemon.killHard()
    #expect(try await wait.exit() == 69, "\(wait.errors)")
    #expect(wait.errors.contains("waiting up to 300ms"), "\(wait.errors)")
    // What it has left behind is ended.
    let second = try await Daemon(daemon.scratch)
    _ = try await second.finished(1)
  }

  /// Job 1 of another database is somebody else's.
  @Test(arguments: [["run", "--", "sh", "-c", "echo begin; exec sleep 60"], ["logs", "-f", "1"], ["wait", "1"]])
  func anotherDatabaseIsNotAskedForTheJob(_ command: [String]) async throws {
    let daemon = try await Daemon(drain: "100ms")
    if command[0] != "run" { _ = try await daemon.shell("echo begin; exec sleep 60") }
    let program = try daemon.startJobctl(command)
    if command[0] == "wait" {
      try await eventually("it waits") { try await daemon.waiters() > 0 }
    } else {
      try await eventually("it follows") { program.output == "begin\n" }
    }
    #expect(try await daemon.stop() == 0)
    try await eventually("it says so") { program.errors.contains("waiting up to") }
    try FileManager.default.removeItem(atPath: daemon.data)
    let other = try await Daemon(daemon.scratch)
    let id = try await other.shell("echo stranger")
    #expect(id == 1)
    #expect(try await program.exit() == 70, "\(program.errors)")
    #expect(!program.output.contains("stranger"))
  }

  @Test func daemonThatIsNotThereIsNotWaitedFor() async throws {
    let scratch = try Scratch()
    let program = try Program(
      [BuiltProgram.jobctl, "wait", "1"], environment: ["JOBD_URL": "unix://\(scratch.file("none"))"])
    #expect(try await program.exit() == 69)
    #expect(!program.errors.contains("waiting"), "\(program.errors)")
  }
}
