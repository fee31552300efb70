// What `jobctl batch add` takes: the batch first, then one job, or the jobs of a file.

import Testing

@testable import jobctl

@Suite struct BatchAddCommandTests {
  @Test(arguments: [
    ["3", "make", "test"], ["3", "--name", "pack", "tar", "czf", "all.tgz", "."], ["3", "--shell", "make | tee log"],
    ["3", "--file", "jobs.ndjson"], ["3", "--", "make", "--file", "x"], ["--name", "pack", "3", "make"],
  ]) func commandLinesAreTaken(_ arguments: [String]) {
    #expect(Jobctl.refusal(of: ["batch", "add"] + arguments) == nil)
  }

  @Test(arguments: [
    ([], "Say the batch first"), (["make"], "'make'"), (["3"], "Say what to add"),
    (["3", "--shell", "a", "b"], "Say what to add"), (["3", "--file", "f", "--shell", "a"], "Say what to add"),
    (["3", "--file", "f", "--name", "n"], "stand in the file"), (["3", "--batch", "4", "make"], "leave --batch out"),
    (["3", "jobs.ndjson"], "--file jobs.ndjson"), (["3", "no such program"], "There is no program"),
  ]) func whatContradictsItselfIsRefusedInWords(_ arguments: [String], words: String) {
    let refusal = Jobctl.refusal(of: ["batch", "add"] + arguments)
    #expect(refusal?.contains(words) == true, "\(refusal ?? "it was taken")")
  }
}
