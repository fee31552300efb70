// What `jobctl cancel` takes: details only for jobs that are named.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct CancelCommandTests {
  @Test(arguments: [
    ["7"], ["7", "8", "--reason", "enough", "--grace", "0s"], ["7", "--force"], ["--queue", "ci", "--dry-run"],
  ]) func commandLinesAreTaken(_ arguments: [String]) throws {
    #expect(try Jobctl.parseAsRoot(["cancel"] + arguments) is CancelCommand)
  }

  @Test(arguments: [
    [], ["--queue", "ci", "--force"], ["--queue", "ci", "--reason", "enough"], ["7", "--queue", "ci"],
  ]) func whatContradictsItselfIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["cancel"] + arguments) }
  }
}
