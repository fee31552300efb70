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

  @Test func lengthIsForQueuesAndEverything() throws {
    #expect(Jobctl.refusal(of: ["pause", "7", "--for", "1h"])?.contains("--for") == true)
    #expect(Jobctl.refusal(of: ["pause", "--for", "0s"]) != nil)
    #expect(Jobctl.refusal(of: ["resume", "--for", "1h"]) != nil)
    let pause = try #require(try Jobctl.command(of: ["pause", "-q", "a", "--for", "1h"]) as? PauseCommand)
    #expect(pause.forTime == .seconds(3_600) && pause.subject.queues == ["a"] && !pause.running)
  }
}
