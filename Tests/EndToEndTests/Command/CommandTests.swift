// Every other command of jobctl against a real daemon, with the exit codes scripts rely on.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct CommandTests {
  @Test func submitPrintsTheIdAndOnlyThat() async throws {
    let daemon = try await Daemon()
    let plain = try await daemon.jobctl("submit", "--", "echo", "hi")
    #expect(plain.status == 0 && plain.output == "1\n", "\(plain)")
    let json = try await daemon.jobctl("submit", "--json", "--name", "n", "--", "true")
    #expect(try JSONReader.parse(json.output)["name"]?.stringValue == "n")
    #expect(try await daemon.jobctl("submit").status == 64)
    #expect(try await daemon.jobctl("submit", "--priority", "high", "--", "true").status == 64)
    #expect(try await daemon.jobctl("submit", "--wait", "--", "false").status == 1)
    #expect(try await daemon.jobctl("submit", "--wait", "--timeout", "200ms", "--", "sleep", "60").status == 6)
  }

  @Test func fileOfJobsIsSubmitted() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("jobs.ndjson")
    try "{\"argv\":[\"true\"]}\n{\"handler\":\"noop\"}\n".write(toFile: file, atomically: false, encoding: .utf8)
    let answer = try await daemon.jobctl("submit", "--file", file)
    #expect(answer.status == 0 && answer.output == "1\n2\n", "\(answer)")
  }

  @Test func resultErrorAndLogsFollowTheState() async throws {
    let daemon = try await Daemon()
    let done = try await daemon.shell("echo hi; echo bad >&2")
    let failed = try await daemon.shell("echo why >&2; exit 3")
    let running = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    _ = try await daemon.finished(done)
    _ = try await daemon.finished(failed)
    try await daemon.reach(running, "running")
    let result = try await daemon.jobctl("result", "\(done)")
    #expect(result.status == 0 && result.output == "hi\n")
    #expect(try await daemon.jobctl("result", "\(failed)").status == 1)
    #expect(try await daemon.jobctl("result", "\(running)").status == 4)
    #expect(try await daemon.jobctl("result", "999").status == 3)
    #expect(try await daemon.jobctl("error", "\(failed)").output.contains("3"))
    #expect(try await daemon.jobctl("error", "\(running)").status == 4)
    let noError = try await daemon.jobctl("error", "\(done)")
    #expect(noError.status == 4 && noError.errors.contains("has succeeded") && noError.output.isEmpty, "\(noError)")
    #expect(try await daemon.jobctl("logs", "\(done)").output == "hi\n")
    #expect(try await daemon.jobctl("logs", "--stderr", "\(done)").output == "bad\n")
    #expect(try await daemon.jobctl("cancel", "\(running)").status == 0)
    _ = try await daemon.finished(running)
    #expect(try await daemon.jobctl("result", "\(running)").status == 5)
    #expect(try await daemon.jobctl("cancel", "\(running)").status == 4)
    #expect(try await daemon.jobctl("cancel", "999").status == 3)
  }

  @Test func waitTellsTheFate() async throws {
    let daemon = try await Daemon()
    let good = try await daemon.submit(#"{"handler":"noop"}"#)
    let bad = try await daemon.shell("exit 3")
    let long = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    #expect(try await daemon.jobctl("wait", "\(good)").status == 0)
    #expect(try await daemon.jobctl("wait", "\(bad)").status == 1)
    #expect(try await daemon.jobctl("wait", "\(long)", "--timeout", "200ms").status == 7)
    #expect(try await daemon.job(long).bool("done") == false)
    #expect(try await daemon.jobctl("wait", "\(good)", "\(long)", "--until", "first").status == 0)
    #expect(try await daemon.jobctl("wait", "999").status == 3)
    #expect(try await daemon.jobctl("wait").status == 64)
    #expect(try await daemon.jobctl("wait", "\(long)", "--timeout", "200ms", "--cancel").status == 7)
    #expect(try await daemon.finished(long).string("state") == "cancelled")
  }

  /// No timer takes so long a time at once.
  @Test(arguments: ["109500d", "365000d"]) func waitMayLastForCenturies(_ timeout: String) async throws {
    let daemon = try await Daemon()
    let batch = try #require(try await daemon.batch(#"{"jobs":[{"shell":"sleep 0.3"}]}"#).int("id"))
    let waits = try [
      ["--batch", "\(batch)"], ["--batch", "\(batch)", "--progress"], ["1"], ["1", "--progress"],
    ].map { try daemon.startJobctl(["wait", "--timeout", timeout] + $0) }
    for wait in waits { #expect(try await wait.exit() == 0, "\(wait.errors)") }
  }

  @Test func verbsChangeJobs() async throws {
    let daemon = try await Daemon()
    let held = try await daemon.submit(#"{"argv":["true"],"hold":true}"#)
    #expect(try await daemon.jobctl("edit", "\(held)", "--priority", "9", "--name", "new").status == 0)
    #expect(try await daemon.job(held).int("priority") == 9)
    #expect(try await daemon.jobctl("release", "\(held)").status == 0)
    _ = try await daemon.finished(held)
    #expect(try await daemon.jobctl("release", "\(held)").status == 4)
    let delayed = try await daemon.submit(#"{"shell":"exit 1","delay":"1h"}"#)
    #expect(try await daemon.jobctl("run-now", "\(delayed)").status == 0)
    _ = try await daemon.finished(delayed)
    #expect(try await daemon.jobctl("retry", "\(delayed)").status == 0)
    let running = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    try await daemon.reach(running, "running")
    try await eventually("it has a pid") { try await daemon.job(running).int("pid") != nil }
    #expect(try await daemon.jobctl("rm", "\(running)").status == 4)
    #expect(try await daemon.jobctl("signal", "\(running)", "KILL").status == 0)
    #expect(try await daemon.finished(running).int("signal") == 9)
    #expect(try await daemon.jobctl("signal", "\(running)", "KILL").status == 4)
    #expect(try await daemon.jobctl("rm", "\(running)").status == 0)
    #expect(try await daemon.jobctl("status", "\(running)").status == 3)
  }

  @Test func manyJobsAreHeldEditedAndReleased() async throws {
    let daemon = try await Daemon()
    for _ in 0..<2 { _ = try await daemon.submit(#"{"argv":["true"],"delay":"1h","queue":"mail"}"#) }
    let one = try await daemon.jobctl("hold", "1")
    #expect(one.status == 0 && one.errors.contains("Job 1 is held."), "\(one)")
    #expect(try await daemon.jobctl("hold", "1").status == 4)
    let dry = try await daemon.jobctl("hold", "--queue", "mail", "--dry-run")
    #expect(dry.output == "2\n" && dry.errors.contains("1 job would be held"), "\(dry)")
    #expect(try await daemon.jobctl("hold", "--queue", "mail").errors.contains("1 job held."))
    let edit = try await daemon.jobctl(
      "edit", "--in-queue", "mail", "--delay", "0s", "--queue", "night", "--create-queue")
    #expect(edit.status == 0 && edit.errors.contains("2 jobs changed."), "\(edit)")
    #expect(try await daemon.jobctl("edit", "--in-queue", "mial", "--priority", "3").status == 3)
    #expect(try await daemon.jobctl("release", "--queue", "night").errors.contains("2 jobs released."))
    for id in 1...2 { _ = try await daemon.finished(id) }
  }

  @Test func jobsChangePlacesInLine() async throws {
    let daemon = try await Daemon()
    #expect(try await daemon.jobctl("queue", "pause", "default").status == 0)
    for _ in 0..<3 { _ = try await daemon.submit(#"{"argv":["true"]}"#) }
    let done = try await daemon.jobctl("switch", "1", "3")
    #expect(done.status == 0 && done.errors.contains("Jobs 1 and 3 have changed places."), "\(done)")
    let line = try await daemon.jobctl("list", "--order", "priority", "--format", "{id}")
    #expect(line.output == "3\n2\n1\n", "\(line)")
    #expect(try await daemon.jobctl("switch", "1", "1").status == 4)
    #expect(try await daemon.jobctl("switch", "1", "99").status == 3)
    #expect(try await daemon.jobctl("switch", "1").status == 64)
  }

  @Test func drainRefusesWithItsOwnStatus() async throws {
    let daemon = try await Daemon()
    #expect(try await daemon.jobctl("drain").status == 0)
    #expect(try await daemon.jobctl("submit", "--", "true").status == 69)
    #expect(try await daemon.jobctl("resume").status == 0)
    #expect(try await daemon.jobctl("submit", "--", "true").status == 0)
  }

  @Test func missingDaemonIsExplained() async throws {
    let scratch = try Scratch()
    let program = try Program(
      [BuiltProgram.jobctl, "list"], environment: ["JOBD_URL": "unix://\(scratch.file("none"))"])
    #expect(try await program.exit() == 69)
    #expect(program.output.isEmpty)
    #expect(program.errors.contains("jobd"), "\(program.errors)")
    #expect(program.errors.lowercased().contains("start"), "\(program.errors)")
  }

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "needs script(1) for a terminal"),
    arguments: [60, 80, 200])
  func tablesFitTheTerminal(_ columns: Int) async throws {
    let daemon = try await Daemon()
    for index in 0..<5 {
      let name = String(repeating: "long-name-", count: 12) + "\(index)"
      _ = try await daemon.submit(#"{"handler":"noop","hold":true,"name":"\#(name)"}"#)
    }
    for command in ["list", "status"] {
      let line = "stty cols \(columns) rows 40; exec \(BuiltProgram.jobctl) \(command)"
      let environment = ["JOBD_URL": "unix://\(daemon.socket)", "TERM": "xterm", "NO_COLOR": "1"]
      // script gives it a terminal; without one, lines are as long as they are.
      let program = try Program(["/usr/bin/script", "-qec", line, "/dev/null"], environment: environment)
      #expect(try await program.exit() == 0)
      let lines = program.output.split(whereSeparator: \.isNewline)
      #expect(lines.count > 2)
      #expect(lines.allSatisfy { $0.count <= columns }, "\(program.output)")
      #expect(!program.output.contains("\u{1b}["))
    }
  }

  @Test func everyReadingCommandSpeaksJSON() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"handler":"echo","payload":1}"#)
    _ = try await daemon.finished(id)
    for command in [["list"], ["status"], ["status", "\(id)"], ["info"], ["wait", "\(id)"]] {
      let program = try daemon.startJobctl(command + ["--json"])
      #expect(try await program.exit() == 0, "\(command): \(program.errors)")
      let lines = program.output.split(separator: "\n")
      #expect(
        (try? JSONReader.parse(program.output)) != nil
          || lines.allSatisfy { (try? JSONReader.parse(String($0))) != nil },
        "\(command): \(program.output)")
    }
  }
}
