// The daemon as a unit of systemd, which here is a script.

import Foundation
import Testing

@testable import jobctl

@Suite struct SystemdUnitTests {
  /// Runs `body` with a systemctl that is this script.
  private func withManager(_ script: String, _ body: (_ unit: SystemdUnit) async throws -> Void) async throws {
    let path = "\(FileManager.default.temporaryDirectory.path)/jobctl-unit-\(UInt32.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let draft = "\(path)/draft"
    try "#!/bin/sh\n\(script)\n".write(toFile: draft, atomically: true, encoding: .utf8)
    // Written by another process: a child that is born meanwhile would keep it open for writing (ETXTBSY).
    let install = try await BackgroundProgram.outcome(
      ["/usr/bin/install"], ["install", "-m", "755", draft, "\(path)/systemctl"], environment: [], directory: nil)
    try #require(install.status == 0)
    try await body(try SystemdUnit(isRoot: false, search: path))
  }

  @Test(arguments: [("echo loaded", true), ("echo not-found", false), ("echo loaded; exit 1", false), ("", false)])
  func unitIsKnownOnlyIfTheManagerSaysSo(_ script: String, _ isKnown: Bool) async throws {
    try await withManager(script) { unit in
      let answer = try await unit.isKnown()
      #expect(answer == isKnown)
    }
  }

  @Test func machineWithoutSystemdKnowsNone() async throws {
    let answer = try await SystemdUnit(isRoot: true, search: "/nonexistent").isKnown()
    #expect(!answer)
  }

  @Test func failureOfTheUnitIsShown() async throws {
    try await withManager(#"echo "$@" >&2; exit 5"#) { unit in
      let failure = await #expect(throws: CommandFailure.self) { try await unit.start() }
      #expect(failure?.message?.contains("--user start jobd.service") == true, "\(failure?.message ?? "")")
      #expect(failure?.hint?.contains("journalctl --user -u jobd") == true)
    }
    try await withManager("exit 0") { unit in try await unit.start() }
    #expect(try SystemdUnit(isRoot: true).command == "systemctl start jobd")
  }
}
