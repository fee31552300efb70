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
    (["docker", "run", "--name", "web", "nginx"], ["docker", "run", "--name", "web", "nginx"]),
    (["--name", "n", "ls", "-la"], ["ls", "-la"]), (["--", "-x", "--name", "y"], ["-x", "--name", "y"]),
    (["git", "checkout", "--", "file"], ["git", "checkout", "--", "file"]), (["ls", "--help"], ["ls", "--help"]),
    (["ls", "--version"], ["ls", "--version"]),
  ]) func optionsEndAtTheFirstWordOfTheCommand(_ arguments: [String], argv: [String]) throws {
    let submit = try #require(try Jobctl.command(of: ["submit"] + arguments) as? SubmitCommand)
    #expect(try submit.command().argv == argv)
    #expect(submit.spec.name == (arguments.first == "--name" ? "n" : nil))
    let run = try #require(try Jobctl.command(of: ["run"] + arguments) as? RunCommand)
    #expect(try run.command().argv == argv)
  }

  @Test(arguments: [
    [], ["--shell", "a", "--", "b"], ["--external", "--shell", "a"], ["--shell", "a", "--payload", "1"],
    ["--shell", "a", "--executor", "thread"], ["--shell", "a", "--wait", "--follow"],
    ["--shell", "a", "--dry-run", "--wait"], ["--file", "f", "--after", "7"],
  ]) func whatContradictsItselfIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["submit"] + arguments) }
  }
}
