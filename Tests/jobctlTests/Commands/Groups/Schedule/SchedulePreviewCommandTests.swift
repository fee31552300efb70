// What `jobctl schedule preview` takes.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct SchedulePreviewCommandTests {
  @Test(arguments: [
    ["a"], ["a", "--count", "3"],
  ]) func commandLinesAreTaken(_ arguments: [String]) throws {
    #expect(try Jobctl.parseAsRoot(["schedule", "preview"] + arguments) is SchedulePreviewCommand)
  }

  @Test(arguments: [
    [], ["a", "--count", "0"], ["a", "b"],
  ]) func whatContradictsItselfIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["schedule", "preview"] + arguments) }
  }
}
