// What `jobctl edit` takes: at least one change, and none that says two things.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct EditCommandTests {
  @Test(arguments: [
    ["7", "--priority", "-10"], ["7", "--priority", "+5"], ["7", "--priority", "+-5"], ["7", "8", "--queue", "night"],
    ["7", "--timeout", "none"], ["7", "--no-after"],
    ["7", "--after", "5", "--after", "6:any"], ["7", "--delay", "1m"], ["7", "--tag", "a=b"],
    ["--in-queue", "mail", "--queue", "night"], ["--named", "n*", "--name", "m", "--dry-run"],
    ["--tagged", "a=b", "--tag", "c=d"], ["--state", "queued", "--priority", "3"],
    ["--since", "1h", "--timeout", "none"],
  ]) func commandLinesAreTaken(_ arguments: [String]) throws {
    #expect(try Jobctl.parseAsRoot(["edit"] + arguments) is EditCommand)
  }

  @Test(arguments: [
    ["7"], ["--priority", "1"], ["7", "--no-after", "--after", "5"], ["7", "--delay", "1m", "--at", "08:00"],
    ["7", "--retries", "-1"], ["job", "--priority", "1"], ["7", "--tag", "a"],
    ["--queue", "mail", "--priority", "1"], ["7", "--in-queue", "mail", "--priority", "1"], ["--in-queue", "mail"],
    ["7", "--priority", "1", "--dry-run"], ["--in-queue", "mail", "--priority", "+1"],
    ["--state", "asleep", "--priority", "1"],
  ]) func whatContradictsItselfIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["edit"] + arguments) }
  }
}
