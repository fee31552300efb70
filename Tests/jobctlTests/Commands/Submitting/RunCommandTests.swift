// What `jobctl run` takes: one command, which starts now.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct RunCommandTests {
  @Test(arguments: [
    ["make", "test"], ["--shell", "make | tee log"], ["-n", "--", "make"], ["--stdin", "-", "make"],
    ["--queue", "gpu", "--timeout", "2h", "python3", "--hold"],
  ]) func commandLinesAreTaken(_ arguments: [String]) {
    #expect(Jobctl.refusal(of: ["run"] + arguments) == nil)
  }

  @Test(
    arguments: [
      ([], "Say what to run"), (["--shell", "a", "b"], "Say what to run"), (["--", "--shell"], nil),
      (["-n", "--stdin", "-", "make"], "Give -n or --stdin, not both"),
      (["--hold", "make"], "A held job does not run"),
      (["--delay", "1m", "--at", "+3h", "make"], "Give --delay or --at, not both"),
      (["no such program"], "There is no program 'no such program'"),
    ] as [([String], String?)]) func whatContradictsItselfIsRefusedInWords(_ arguments: [String], words: String?)
  {
    guard let words else { return #expect(Jobctl.refusal(of: ["run"] + arguments) == nil) }
    let refusal = Jobctl.refusal(of: ["run"] + arguments)
    #expect(refusal?.contains(words) == true, "\(refusal ?? "it was taken")")
  }

  @Test func optionsBehindTheCommandAreIts() throws {
    let run = try #require(try Jobctl.command(of: ["run", "-n", "make", "-n", "--shell", "x"]) as? RunCommand)
    #expect(run.noStdin && run.shell == nil)
    #expect(try run.command().argv == ["make", "-n", "--shell", "x"])
  }
}
