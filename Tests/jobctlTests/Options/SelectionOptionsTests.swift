// Which jobs a changing command is for: ids or filters, never both, never neither.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct SelectionOptionsTests {
  @Test(arguments: [["7", "8"], ["--queue", "ci"], ["--queue", "ci", "--dry-run"]])
  func idsOrFiltersSelect(_ arguments: [String]) throws {
    #expect(try SelectionOptions<EndOptions>.parse(arguments).jobs.isEmpty == (arguments[0] == "--queue"))
  }

  @Test(arguments: [[], ["--dry-run"], ["7", "--queue", "ci"], ["7", "--dry-run"], ["seven"]] as [[String]])
  func otherSelectionsAreRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try SelectionOptions<EndOptions>.parse(arguments) }
  }

  /// The reason of `cancel` is what is kept with the jobs.
  @Test func endsSelectWhereTheCommandHasThem() throws {
    let filter = try SelectionOptions<EndOptions>.parse(["--reason", "timeout", "--exit-code", "3"]).filter()
    #expect(filter.reason == "timeout" && filter.exitCode == 3)
    #expect(throws: (any Error).self) { try SelectionOptions<EndOptions>.parse(["7", "--exit-code", "3"]) }
    #expect(throws: (any Error).self) { try SelectionOptions<NoEndOptions>.parse(["--exit-code", "3"]) }
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["cancel", "--queue", "ci", "--reason", "r"]) }
  }
}
