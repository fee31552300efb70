// What `jobctl resume` takes.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct ResumeCommandTests {
  @Test(arguments: [["--for", "1h"], ["--running"], ["mail"]]) func whatItHasNotIsRefused(_ arguments: [String]) {
    #expect(Jobctl.refusal(of: ["resume"] + arguments) != nil)
  }

  @Test func everythingIsMeantIfNothingIsNamed() throws {
    let resume = try #require(try Jobctl.command(of: ["resume"]) as? ResumeCommand)
    #expect(resume.subject.queues == nil && resume.subject.jobs.isEmpty)
  }
}
