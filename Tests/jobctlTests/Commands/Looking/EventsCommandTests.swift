// What `jobctl events` takes.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct EventsCommandTests {
  @Test(arguments: [
    [], ["-f"], ["-f", "--after", "b1-7", "--snapshot"], ["--state", "failed", "--reason", "exit", "--exit-code", "3"],
    ["-f", "--json", "--queue", "ci", "--batch", "3", "--tag", "a=b"],
  ]) func commandLinesAreTaken(_ arguments: [String]) throws {
    #expect(try Jobctl.parseAsRoot(["events"] + arguments) is EventsCommand)
  }

  @Test(arguments: [
    ["--after", "b1-7"], ["--state", "tired"], ["--since", "1d"], ["7"], ["--exit-code", "many"],
  ]) func whatContradictsItselfIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["events"] + arguments) }
  }
}
