// Commands that say first what they are about.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct SubjectFirstTests {
  @Test(arguments: [
    (["schedule", "set", "n", "--cron", "x", "ls"], ["schedule", "set", "--subject=n", "--cron", "x", "ls"]),
    (["batch", "add", "3", "ls"], ["batch", "add", "--subject=3", "ls"]),
    (
      ["schedule", "set", "--json", "--url", "u", "n", "ls"],
      ["schedule", "set", "--json", "--url", "u", "--subject=n", "ls"]
    ),
    (["schedule", "set", "--cron", "x", "n", "ls"], ["schedule", "set", "--cron", "x", "n", "ls"]),
    (["schedule", "set", "--help"], ["schedule", "set", "--help"]), (["schedule", "set"], ["schedule", "set"]),
    (["schedule", "show", "n"], ["schedule", "show", "n"]),
    (["submit", "schedule", "set"], ["submit", "schedule", "set"]),
  ]) func theSubjectBecomesAnOption(_ arguments: [String], marked: [String]) {
    #expect(SubjectFirst.marked(arguments) == marked)
  }

  @Test func behindOptionsTheSubjectIsTheFirstWord() throws {
    let given = try SubjectFirst.split("n", ["ls", "-l"], usage: "")
    #expect(given.subject == "n" && given.words == ["ls", "-l"])
    let first = try SubjectFirst.split(nil, ["n", "--", "ls"], usage: "")
    #expect(first.subject == "n" && first.words == ["--", "ls"])
    #expect(try SubjectFirst.split(nil, ["--", "ls"], usage: "").subject.isEmpty)
    #expect(throws: ValidationError.self) { try SubjectFirst.split(nil, ["n", "--hold", "ls"], usage: "") }
  }
}
