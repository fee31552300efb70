// What `jobctl logs` takes.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct LogsCommandTests {
  @Test(arguments: [
    ["7"], ["7", "--tail", "0", "--follow"], ["7", "--stderr", "--attempt", "2"], ["7", "8", "-f", "--raw"],
  ]) func commandLinesAreTaken(_ arguments: [String]) throws {
    #expect(try Jobctl.parseAsRoot(["logs"] + arguments) is LogsCommand)
  }

  @Test(arguments: [
    [], ["7", "--tail", "-1"], ["7", "--attempt", "0"], ["seven"], ["-f"] + (1...101).map { "\($0)" },
  ]) func whatContradictsItselfIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["logs"] + arguments) }
  }
}
