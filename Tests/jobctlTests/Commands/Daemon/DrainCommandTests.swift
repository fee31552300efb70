// What `jobctl drain` takes, and what it says that it does.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct DrainCommandTests {
  @Test(arguments: [([], false), (["--wait"], true), (["--json", "--wait"], true)] as [([String], Bool)])
  func itWaitsOnlyIfItIsAskedTo(_ arguments: [String], waits: Bool) throws {
    let drain = try #require(try Jobctl.command(of: ["drain"] + arguments) as? DrainCommand)
    #expect(drain.wait == waits && drain.global.json == arguments.contains("--json"))
  }

  /// Nothing is drained by somebody who wanted one queue to stand still.
  @Test(arguments: [["mail"], ["--queue", "mail"], ["--wait=30s"], ["7"]])
  func whatItHasNotIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.command(of: ["drain"] + arguments) }
  }

  @Test func helpSaysHowItIsUndone() {
    let help = Jobctl.helpMessage(for: DrainCommand.self, columns: 100)
    #expect(help.contains("jobctl resume") && help.contains("--wait"))
  }
}
