// What `jobctl queue set` takes: at least one setting, and `none` to take one away.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct QueueSetCommandTests {
  @Test(arguments: [
    ["mail", "--slots", "0"], ["mail", "--slots", "all"], ["mail", "--rate", "10/s:20"], ["mail", "--rate", "none"],
    ["mail", "--max-queued", "1"], ["mail", "--aging", "1m"], ["mail", "--default-timeout", "none"],
    ["mail", "--callback", "failure:https://x/h", "--callback", "http://y/", "--on-success", "page me"],
    ["mail", "--callback", "none"],
  ]) func commandLinesAreTaken(_ arguments: [String]) throws {
    #expect(try Jobctl.parseAsRoot(["queue", "set"] + arguments) is QueueSetCommand)
  }

  @Test(arguments: [
    ["mail"], ["--slots", "1"], ["mail", "--slots", "-1"], ["mail", "--slots", "none"], ["mail", "--max-queued", "0"],
    ["mail", "--rate", "fast"], ["mail", "--callback", "x"], ["mail", "--on-end", ""],
    ["mail", "--on-failure", "none"],
    ["mail", "--callback", "failure=http://y/"],
    ["mail", "--callback", "none", "--callback", "none"], ["mail", "--callback", "none", "--on-end", "page"],
    ["mail", "--callback", "none", "--callback", "http://y/"],
  ]) func whatContradictsItselfIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["queue", "set"] + arguments) }
  }
}
