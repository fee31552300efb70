// What `jobctl notify set` takes: at least one whom to tell.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct NotifySetCommandTests {
  @Test(arguments: [
    ["--on-failure", "page me"], ["--callback", "failure:https://x/h", "--callback", "http://y/"],
    ["--callback", "http://y/", "--on-success", "a", "--on-end", "b"],
  ]) func commandLinesAreTaken(_ arguments: [String]) throws {
    #expect(try Jobctl.parseAsRoot(["notify", "set"] + arguments) is NotifySetCommand)
  }

  @Test(arguments: [
    [], ["--callback", "x"], ["--callback", "none"], ["--on-failure", "none"], ["--on-end", " "], ["page"],
    ["--callback", "failure=http://y/"],
  ]) func whatTellsNobodyIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["notify", "set"] + arguments) }
  }

  @Test func groupAloneShows() throws {
    #expect(try Jobctl.parseAsRoot(["notify"]) is NotifyShowCommand)
    #expect(try Jobctl.parseAsRoot(["notify", "clear"]) is NotifyClearCommand)
  }
}
