// What `jobctl logs` takes.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct LogsCommandTests {
  @Test(arguments: [
    ["7"], ["7", "--tail", "0", "--follow"], ["7", "--stderr", "--attempt", "2"],
  ]) func commandLinesAreTaken(_ arguments: [String]) throws {
    #expect(try Jobctl.parseAsRoot(["logs"] + arguments) is LogsCommand)
  }

  @Test(arguments: [
    [], ["7", "--tail", "-1"], ["7", "--attempt", "0"], ["seven"],
  ]) func whatContradictsItselfIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["logs"] + arguments) }
  }
}
