// What `jobctl batch list` takes.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct BatchListCommandTests {
  @Test(arguments: [
    [], ["--limit", "5"], ["--json"],
  ]) func commandLinesAreTaken(_ arguments: [String]) throws {
    #expect(try Jobctl.parseAsRoot(["batch", "list"] + arguments) is BatchListCommand)
  }

  @Test(arguments: [
    ["--limit", "0"], ["--limit", "many"], ["7"],
  ]) func whatContradictsItselfIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["batch", "list"] + arguments) }
  }
}
