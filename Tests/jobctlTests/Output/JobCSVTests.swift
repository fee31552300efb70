// What programs that read CSV find in a list of jobs: a line for each, quoted where it has to be.

import JobWire
import Testing

@testable import jobctl

@Suite struct JobCSVTests {
  private func line(_ command: String) -> String {
    var job = JobSamples.job(7, .held)
    job.command = command
    return JobCSV.line(ListedJob(job, at: TextSamples.moment), [.id, .command, .batch])
  }

  @Test(arguments: [
    ("make all", "7,make all,"), ("a,b", #"7,"a,b","#), (#"say "hi""#, #"7,"say ""hi""","#), (" x", #"7," x","#),
    ("a\nb", #"7,a\nb,"#),
  ]) func valuesAreQuotedWhereTheyHaveTo(_ command: String, _ shown: String) {
    #expect(line(command) == shown)
  }

  @Test(arguments: ["=cmd()", "+x", "@x", "-x"]) func formulasAreText(_ command: String) {
    #expect(line(command) == "7,\"'\(command)\",")
  }

  @Test func numbersStayNumbers() {
    var job = JobSamples.job(7, .held)
    job.priority = -5
    #expect(JobCSV.line(ListedJob(job, at: TextSamples.moment), [.priority]) == "-5")
    #expect(JobCSV.heading([.id, .exitCode]) == "id,exit_code")
  }
}
