// `jobctl scope`: jobs that do not outlive the command which has submitted them.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct ScopeTests {
  private let jobctl = BuiltProgram.jobctl

  private func counts(_ daemon: Daemon) async throws -> String {
    try await daemon.jobctl("list", "--order", "oldest", "--format", "{id} {state}").output
  }

  @Test func successWaitsForTheJobs() async throws {
    let daemon = try await Daemon()
    let script = "for i in 1 2; do \(jobctl) submit sh -c 'sleep 0.2; echo done'; done"
    let scope = try await daemon.jobctl("scope", "sh", "-c", script)
    #expect(scope.status == 0 && scope.output == "1\n2\n", "\(scope)")
    #expect(try await counts(daemon) == "1 succeeded\n2 succeeded\n")
    let bad = try await daemon.jobctl("scope", "sh", "-c", "\(jobctl) submit false")
    #expect(bad.status == 1 && bad.errors.contains("failed=1"), "\(bad)")
    #expect(try await daemon.jobctl("scope", "true").status == 0)
  }

  @Test func failureOfTheCommandCancelsTheRest() async throws {
    let daemon = try await Daemon()
    let scope = try await daemon.jobctl(
      "scope", "sh", "-c", "\(jobctl) submit sleep 600; \(jobctl) submit --hold true; exit 9")
    #expect(scope.status == 9, "\(scope)")
    #expect(try await counts(daemon) == "1 cancelled\n2 cancelled\n")
  }

  @Test func interruptEndsTheCommandAndItsJobs() async throws {
    let daemon = try await Daemon()
    let ready = daemon.scratch.file("ready")
    let program = try daemon.startJobctl(
      ["scope", "sh", "-c", "\(jobctl) submit sleep 600; touch \(ready); exec sleep 600"])
    try await eventually("the command runs") { daemon.scratch.has("ready") }
    program.send(SIGTERM)
    #expect(try await program.exit() == 128 + SIGTERM, "\(program.errors)")
    #expect(try await counts(daemon) == "1 cancelled\n")
  }

  @Test func interruptOfTheWaitCancelsTheJobs() async throws {
    let daemon = try await Daemon()
    let program = try daemon.startJobctl(["scope", "\(jobctl)", "submit", "sleep", "600"])
    try await eventually("the scope waits") {
      try await daemon.get("/v1/batches/1").bool("open") == false
    }
    program.send(SIGTERM)
    #expect(try await program.exit() == 130, "\(program.errors)")
    #expect(try await counts(daemon) == "1 cancelled\n")
  }

  @Test func whatWouldNotBelongToItIsRefused() async throws {
    let daemon = try await Daemon()
    for inner in ["map true ::: 1", "scope true", "submit --file -"] {
      let scope = try await daemon.jobctl("scope", "sh", "-c", "\(jobctl) \(inner) < /dev/null")
      #expect(scope.status == 64 && scope.errors.contains("the scope around it"), "\(inner): \(scope)")
    }
    let map = try await daemon.jobctl("scope", "sh", "-c", "\(jobctl) map --wait true ::: 1")
    #expect(map.status == 0, "\(map)")
    let missing = try await daemon.jobctl("scope", "/nowhere/program")
    #expect(missing.status == 127, "\(missing)")
  }
}
