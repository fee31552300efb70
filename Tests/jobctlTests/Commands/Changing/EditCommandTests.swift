// What `jobctl edit` takes: at least one change, and none that says two things.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct EditCommandTests {
  @Test(arguments: [
    ["7", "--priority", "-10"], ["7", "--priority", "+5"], ["7", "--priority", "+-5"], ["7", "8", "--queue", "night"],
    ["7", "--timeout", "none"], ["7", "--no-after"],
    ["7", "--after", "5", "--after", "6:any"], ["7", "--delay", "1m"], ["7", "--tag", "a=b"],
    ["--in-queue", "mail", "--queue", "night"], ["--named", "n*", "--name", "m", "--dry-run"],
    ["--tagged", "a=b", "--tag", "c=d"], ["--state", "queued", "--priority", "3"],
    ["--since", "1h", "--timeout", "none"], ["7", "--command", "make", "-j4"], ["7", "--shell", "make"],
    ["7", "--env", "A=1", "--unset", "B"], ["7", "--cwd", "none"], ["7", "--no-merge-stderr", "--shield"],
    ["7", "--grace", "none", "--keep-for", "1d"], ["--in-queue", "mail", "--command", "true"],
    ["7", "--stdin", "none"],
  ]) func commandLinesAreTaken(_ arguments: [String]) throws {
    #expect(try Jobctl.parseAsRoot(["edit"] + arguments) is EditCommand)
  }

  @Test(arguments: [
    ["7"], ["--priority", "1"], ["7", "--no-after", "--after", "5"], ["7", "--delay", "1m", "--at", "08:00"],
    ["7", "--retries", "-1"], ["job", "--priority", "1"], ["7", "--tag", "a"],
    ["--queue", "mail", "--priority", "1"], ["7", "--in-queue", "mail", "--priority", "1"], ["--in-queue", "mail"],
    ["7", "--priority", "1", "--dry-run"], ["--in-queue", "mail", "--priority", "+1"],
    ["--state", "asleep", "--priority", "1"], ["--command", "make"], ["7", "--shell", "a", "--command", "b"],
    ["7", "--command"],
    ["7", "--env", "A=1", "--unset", "A"], ["7", "--env", "A", "--unset", "A"], ["--in-queue", "mail", "--env", "A=1"],
    ["--in-queue", "mail", "--unset", "A"], ["7", "--grace", "-1s"],
  ]) func whatContradictsItselfIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["edit"] + arguments) }
  }

  @Test func whatStandsBehindTheDashesIsTheCommand() throws {
    let words = CommandBehind.marked(["edit", "7", "--", "make", "--jobs", "4", "-h"])
    let edit = try #require(try Jobctl.parseAsRoot(words) as? EditCommand)
    var patch = PatchRequest()
    try edit.work.fill(&patch)
    var expected = PatchRequest()
    expected.argv = .value(["make", "--jobs", "4", "-h"])
    #expect(edit.jobs.count == 1 && patch == expected)
  }

  @Test func noneTakesWhatThereWasAway() throws {
    let edit = try #require(
      try Jobctl.parseAsRoot(["edit", "7", "--cwd", "none", "--stdin", "none"]) as? EditCommand)
    var patch = PatchRequest()
    try edit.work.fill(&patch)
    var expected = PatchRequest()
    (expected.cwd, expected.stdin) = (.null, .null)
    #expect(patch == expected)
  }

  @Test func directoryIsThatOfThisMachine() throws {
    let edit = try #require(try Jobctl.parseAsRoot(["edit", "7", "--cwd", "sub"]) as? EditCommand)
    var patch = PatchRequest()
    try edit.work.fill(&patch)
    #expect(patch.cwd == .value(try WorkingDirectory.path() + "/sub"))
  }
}
