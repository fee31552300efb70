// Whoever has submitted a job hears its id, whatever happens afterwards.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct SubmittedTests {
  @Test(arguments: [["run"], ["submit", "--follow"], ["submit", "--wait", "--json"]])
  func whoMayOnlySubmitHearsTheId(command: [String]) async throws {
    let scratch = try Scratch()
    let token = String(repeating: "5", count: 64)
    try FileManager.default.createDirectory(
      atPath: scratch.file("data"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let isWritten = FileManager.default.createFile(
      atPath: scratch.file("data/tokens"), contents: Data("\(token) ci submit\n".utf8),
      attributes: [.posixPermissions: 0o600])
    try #require(isWritten)
    let url = "http://127.0.0.1:\(try Daemon.freePort())"
    let daemon = try await Daemon(scratch, listen: url)
    let environment = ["JOBD_URL": url, "JOBD_TOKEN_FILE": try daemon.tokenFile("ci", token)]
    let program = try daemon.startJobctl(command + ["--", "true"], environment: environment)
    #expect(try await program.exit() == 77, "\(program.errors)")
    #expect(program.errors.contains("job 1 has been submitted"), "\(program.errors)")
  }

  @Test func jobOfARunIsNamedWhenTheDaemonIsLost() async throws {
    let daemon = try await Daemon()
    let run = try daemon.startJobctl(["run", "--patience", "0s", "--", "sh", "-c", "echo on; exec sleep 60"])
    try await eventually("the command runs") { run.output.contains("on") }
    try await daemon.killHard()
    #expect(try await run.exit() == 69, "\(run.errors)")
    #expect(run.errors.contains("job 1 has been submitted"), "\(run.errors)")
    // What it has left behind is ended.
    let second = try await Daemon(daemon.scratch)
    _ = try await second.finished(1)
  }

  @Test func parentThatIsNotThereHasItsOwnStatus() async throws {
    let daemon = try await Daemon()
    let held = try await daemon.jobctl("submit", "--hold", "--", "true")
    #expect(held.output == "1\n")
    for arguments in [
      ["submit", "--after", "9999", "--", "true"], ["submit", "--after", "batch:999", "--", "true"],
      ["submit", "--batch", "999", "--", "true"], ["edit", "1", "--after", "9999"],
    ] {
      let program = try daemon.startJobctl(arguments)
      #expect(try await program.exit() == 3, "\(arguments): \(program.errors)")
      #expect(program.errors.contains(": there is no "), "\(program.errors)")
    }
    let itself = try await daemon.jobctl("edit", "1", "--after", "1")
    #expect(itself.status == 64, "\(itself)")
  }
}
