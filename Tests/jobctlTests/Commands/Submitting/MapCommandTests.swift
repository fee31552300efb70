// What `jobctl map` takes: a command for many items, and nothing that only one job can have.

import Testing

@testable import jobctl

@Suite struct MapCommandTests {
  @Test(arguments: [
    ["gzip"], ["gzip", "{}", ":::", "a", "b"], ["--parallel", "1", "gzip", "::::", "files"],
    ["--results", "--fail-fast", "--", "./check", "{}", ":::", "a"], ["--hold", "gzip", ":::", "a"],
    ["--stdin", "-", "cat", ":::", "a"], ["--batch-name", "b", "--batch-timeout", "1h", "gzip", ":::", "a"],
  ]) func commandLinesAreTaken(_ arguments: [String]) {
    #expect(Jobctl.refusal(of: ["map"] + arguments) == nil)
  }

  @Test(arguments: [
    ([":::", "a"], "Say what to run"), (["--parallel", "0", "gzip", ":::", "a"], "--parallel must be at least 1"),
    (["--parallel", "2", "--max-per", "k=1", "gzip", ":::", "a"], "Give --parallel or --max-per"),
    (["--batch", "3", "gzip", ":::", "a"], "leave --batch out"),
    (["--unique", "k", "gzip", ":::", "a"], "leave --unique out"),
    (["--hold", "--wait", "gzip", ":::", "a"], "Held jobs do not end"),
    (["--hold", "--results", "gzip", ":::", "a"], "Held jobs do not end"),
    (["--stdin", "-", "gzip"], "The items come from stdin"),
    (["gzip -9", ":::", "a"], "There is no program 'gzip -9'"),
  ]) func whatContradictsItselfIsRefusedInWords(_ arguments: [String], words: String) {
    let refusal = Jobctl.refusal(of: ["map"] + arguments)
    #expect(refusal?.contains(words) == true, "\(refusal ?? "it was taken")")
  }
}
