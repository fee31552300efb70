// What `jobctl callback add` takes: one receiver, and its condition once.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct CallbackAddCommandTests {
  @Test(arguments: [
    ["7", "https://x/h"], ["7", "failure:https://x/h"], ["7", "https://x/h", "--on", "success"],
    ["7", "--on-end", "notify-send done"], ["7", "--on-done", "old"],
  ]) func commandLinesAreTaken(_ arguments: [String]) throws {
    #expect(try Jobctl.parseAsRoot(["callback", "add"] + arguments) is CallbackAddCommand)
  }

  @Test(arguments: [
    ["7"], ["https://x/h"], ["7", "ftp://x"], ["7", "https://x/h", "--on-end", "a"],
    ["7", "--on-end", "a", "--on", "any"], ["7", "failure:https://x/h", "--on", "success"],
  ]) func whatContradictsItselfIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["callback", "add"] + arguments) }
  }
}
