// What `jobctl submit` takes: one thing to run, and nothing that contradicts it.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct SubmitCommandTests {
  @Test(arguments: [
    ["--", "make", "--help"], ["--shell", "make"], ["--handler", "h", "--payload", "{}"], ["--external"],
    ["--http", "https://x/"], ["--file", "jobs.jsonl"], ["--shell", "a", "--wait"], ["--shell", "a", "--dry-run"],
  ]) func commandLinesAreTaken(_ arguments: [String]) throws {
    #expect(try Jobctl.parseAsRoot(["submit"] + arguments) is SubmitCommand)
  }

  @Test(arguments: [
    [], ["--shell", "a", "--", "b"], ["--external", "--shell", "a"], ["--shell", "a", "--payload", "1"],
    ["--shell", "a", "--executor", "thread"], ["--shell", "a", "--wait", "--follow"],
    ["--shell", "a", "--dry-run", "--wait"], ["--file", "f", "--after", "7"],
  ]) func whatContradictsItselfIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["submit"] + arguments) }
  }
}
