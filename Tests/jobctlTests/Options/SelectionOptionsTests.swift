// Which jobs a changing command is for: ids or filters, never both, never neither.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct SelectionOptionsTests {
  @Test(arguments: [["7", "8"], ["--queue", "ci"], ["--queue", "ci", "--dry-run"]])
  func idsOrFiltersSelect(_ arguments: [String]) throws {
    #expect(try SelectionOptions.parse(arguments).jobs.isEmpty == (arguments[0] == "--queue"))
  }

  @Test(arguments: [[], ["--dry-run"], ["7", "--queue", "ci"], ["7", "--dry-run"], ["seven"]] as [[String]])
  func otherSelectionsAreRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try SelectionOptions.parse(arguments) }
  }
}
