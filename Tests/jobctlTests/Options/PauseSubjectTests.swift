// What is paused is said on the command line in one way.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct PauseSubjectTests {
  @Test(arguments: ["pause", "resume"]) func queuesAndJobsAreNotNamedTogether(_ verb: String) {
    #expect(Jobctl.refusal(of: [verb, "-q", "mail", "7"])?.contains("not both") == true)
    #expect(Jobctl.refusal(of: [verb, "mail"]) != nil)
    #expect(Jobctl.refusal(of: [verb, "-q", ""]) != nil)
    #expect(Jobctl.refusal(of: [verb]) == nil)
    #expect(Jobctl.refusal(of: [verb, "7", "last", "%nightly"]) == nil)
    #expect(Jobctl.refusal(of: [verb, "-q", "mail", "--queue", "build"]) == nil)
  }
}
