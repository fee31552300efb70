// Commands that are sent input while they run: over HTTP, by jobctl, and from the terminal of `jobctl run`.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct InputTests {
  private func send(_ daemon: Daemon, _ id: Int, _ bytes: [UInt8], _ query: String = "") async throws -> Answer {
    try await daemon.send("POST", "/v1/jobs/\(id)/stdin\(query)", bytes: bytes, type: "application/octet-stream")
  }

  /// Submits an interactive shell command and returns once it has written `word`.
  private func begin(_ daemon: Daemon, _ command: String, _ more: String = "", says word: String) async throws -> Int {
    let id = try await daemon.shell(command, #""interactive":true"# + (more.isEmpty ? "" : "," + more))
    try await eventually("job \(id) says \(word)") { try await daemon.log(id).text.contains(word) }
    return id
  }

  @Test func catGivesBackAllThatItWasSent() async throws {
    let daemon = try await Daemon()
    let id = try await begin(daemon, "echo up; exec cat", says: "up")
    for text in ["one\n", "two\n", "three\n"] {
      let answer = try await send(daemon, id, Array(text.utf8))
      #expect(answer.status == 200 && answer.int("accepted") == text.utf8.count, "\(answer.text)")
    }
    let end = try await daemon.post("/v1/jobs/\(id)/stdin?close=true")
    #expect(end.status == 200 && end.bool("closed") == true && end.int("accepted") == 0, "\(end.text)")
    #expect(try await daemon.finished(id).string("state") == "succeeded")
    #expect(try await daemon.log(id).text == "up\none\ntwo\nthree\n")
  }

  @Test func aCommandThatNeverReadsCostsItsSenderTimeAndNobodyElse() async throws {
    let daemon = try await Daemon()
    let id = try await begin(daemon, "echo up; exec sleep 600", says: "up")
    async let sent = send(daemon, id, [UInt8](repeating: 0x78, count: 1 << 20), "?close=true")
    // Meanwhile the daemon does everything else.
    let other = try await daemon.shell("true")
    #expect(try await daemon.finished(other).string("state") == "succeeded")
    let answer = try await sent
    #expect(answer.status == 200 && answer.bool("closed") == false, "\(answer.text)")
    #expect((1..<1 << 20).contains(answer.int("accepted") ?? 0), "\(answer.text)")
    _ = try await daemon.post("/v1/jobs/\(id)/cancel", #"{"grace":"0s"}"#)
    #expect(try await daemon.finished(id).string("state") == "cancelled")
  }

  @Test func cancelEndsASenderWhoWaits() async throws {
    let daemon = try await Daemon()
    let id = try await begin(daemon, "echo up; exec sleep 600", says: "up")
    async let sent = send(daemon, id, [UInt8](repeating: 0x78, count: 1 << 20))
    _ = try await daemon.post("/v1/jobs/\(id)/cancel", #"{"grace":"0s"}"#)
    #expect(try await daemon.finished(id).string("state") == "cancelled")
    // Whichever came first: it is refused as for a job that is over.
    #expect(try await sent.code == "invalid_state")
  }

  @Test func aCommandThatHasClosedItsStdinRefusesMore() async throws {
    let daemon = try await Daemon()
    let id = try await begin(daemon, "exec <&-; echo up; exec sleep 600", says: "up")
    let answer = try await send(daemon, id, [1])
    #expect(answer.status == 409 && answer.code == "invalid_state", "\(answer.text)")
    #expect(answer.text.contains("has closed its stdin"), "\(answer.text)")
    #expect(try await daemon.job(id).string("state") == "running", "no signal of it reaches anybody")
  }

  @Test func linesOfTwoSendersStayWhole() async throws {
    let daemon = try await Daemon()
    let id = try await begin(daemon, "echo up; exec cat", says: "up")
    let lines = ["a", "b"].map { String(repeating: $0, count: 200_000) + "\n" }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for line in lines {
        group.addTask {
          for _ in 0..<5 {
            let answer = try await send(daemon, id, Array(line.utf8))
            #expect(answer.int("accepted") == line.utf8.count, "\(answer.text)")
          }
        }
      }
      try await group.waitForAll()
    }
    _ = try await send(daemon, id, [], "?close=true")
    _ = try await daemon.finished(id)
    let text = try await daemon.log(id).text
    let written = text.split(separator: "\n").dropFirst().map { "\($0)\n" }
    #expect(written.count == 10 && written.allSatisfy(lines.contains))
  }

  @Test func restartBeginsWithAnInputOfItsOwn() async throws {
    let first = try await Daemon()
    let command = "read -r line; echo \"$line\"; exec cat"
    let id = try await begin(
      first, command, #""stdin":"given\n","retry":{"max_attempts":2,"on":["lost"],"initial":"0s"}"#, says: "given")
    #expect(try await send(first, id, Array("before\n".utf8)).status == 200)
    try await first.killHard()
    let second = try await Daemon(first.scratch)
    try await eventually("it runs again") {
      let job = try await second.job(id)
      return job.string("state") == "running" && job.int("attempt") == 2
    }
    #expect(try await send(second, id, Array("after\n".utf8), "?attempt=1").status == 409)
    #expect(try await send(second, id, Array("after\n".utf8), "?attempt=2&close=true").bool("closed") == true)
    #expect(try await second.finished(id).string("state") == "succeeded")
    #expect(try await second.log(id).text == "given\nafter\n")
  }

  @Test func jobctlSendsLinesBytesAndTheEnd() async throws {
    let daemon = try await Daemon()
    let submitted = try await daemon.jobctl("submit", "--interactive", "--", "cat")
    let id = submitted.output.trimmingCharacters(in: .newlines)
    let early = try await daemon.jobctl("submit", "--interactive", "--hold", "cat")
    let held = try await daemon.jobctl("send", early.output.trimmingCharacters(in: .newlines), "x")
    #expect(held.status == 4 && held.errors.contains("while its command runs"), "\(held.errors)")
    try await eventually("it runs") { try await daemon.job(Int(id) ?? 0).string("state") == "running" }
    let line = try await daemon.jobctl("send", id, "a line")
    #expect(line.status == 0 && line.errors.contains("Sent 7 bytes to job \(id)."), "\(line.errors)")
    #expect(try await daemon.jobctl("send", id, "-n", "no end").status == 0)
    #expect(try await daemon.jobctl("send", id).status == 64, "there is nothing on its stdin")
    let file = daemon.scratch.file("input")
    try "\nof a file\n".write(toFile: file, atomically: false, encoding: .utf8)
    let piped = try Program(
      [BuiltProgram.jobctl, "send", id, "-", "--close"], environment: ["JOBD_URL": "unix://\(daemon.socket)"],
      input: file)
    #expect(try await piped.exit() == 0, "\(piped.errors)")
    #expect(piped.errors.contains("ended its stdin"))
    #expect(try await daemon.finished(Int(id) ?? 0).string("state") == "succeeded")
    #expect(try await daemon.log(Int(id) ?? 0).text == "a line\nno end\nof a file\n")
  }

  @Test func runPassesATerminalOnAsItIsTypedAt() async throws {
    let daemon = try await Daemon()
    let terminal = try PseudoTerminal()
    let run = try daemon.startJobctl(
      ["run", "--interactive", "sh", "-c", "while read -r word; do echo \"<$word>\"; done; echo end"],
      terminal: terminal)
    for word in ["one", "two"] {
      try terminal.type("\(word)\n")
      try await eventually("\(word) is answered") { run.output.contains("<\(word)>") }
    }
    // Ctrl-D.
    try terminal.type("\u{4}")
    #expect(try await run.exit() == 0, "\(run.errors)")
    #expect(run.output.contains("end"))
  }

  @Test func interruptOfAnInteractiveRunCancelsItsJob() async throws {
    let daemon = try await Daemon()
    let terminal = try PseudoTerminal()
    let run = try daemon.startJobctl(["run", "--interactive", "sh", "-c", "echo up; exec cat"], terminal: terminal)
    try await eventually("the command runs") { run.output.contains("up") }
    try terminal.pressControlC()
    #expect(try await run.exit() == 143, "\(run.errors)")
    #expect(try await daemon.finished(1).string("state") == "cancelled")
  }

  @Test func runEndsWithItsCommandWhateverItsStdinDoes() async throws {
    let daemon = try await Daemon()
    let pipe = daemon.scratch.file("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    // Open for writing as well, or the start of the program would wait for a writer.
    let writer = open(pipe, O_RDWR | O_CLOEXEC)
    try #require(writer >= 0)
    defer { close(writer) }
    let run = try Program(
      [BuiltProgram.jobctl, "run", "--interactive", "head", "-n", "1"],
      environment: ["JOBD_URL": "unix://\(daemon.socket)"], input: pipe)
    var line = Array("first\n".utf8)
    try #require(write(writer, &line, line.count) == line.count)
    #expect(try await run.exit() == 0, "\(run.errors)")
    #expect(run.output == "first\n")
  }
}
