// What `jobctl start` takes: its own options, then those of jobd.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct StartCommandTests {
  @Test(
    arguments: [
      ([], []), (["--", "--slots", "4"], ["--slots", "4"]), (["--json", "--", "--url", "x"], ["--url", "x"]),
    ] as [([String], [String])])
  func optionsOfJobdStandBehindTheDashes(_ arguments: [String], options: [String]) throws {
    let start = try #require(try Jobctl.command(of: ["start"] + arguments) as? StartCommand)
    #expect(start.options == options && start.global.url == nil)
  }

  /// An option of jobd is not taken for one of jobctl, and a word for nothing.
  @Test(arguments: [["--slots", "4"], ["7"], ["now"]])
  func whatItHasNotIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.command(of: ["start"] + arguments) }
  }
}
