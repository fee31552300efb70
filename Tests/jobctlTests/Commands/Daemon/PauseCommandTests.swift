// What `jobctl pause` takes, and what it says that it does.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct PauseCommandTests {
  @Test func lengthIsForQueuesAndEverything() throws {
    #expect(Jobctl.refusal(of: ["pause", "7", "--for", "1h"])?.contains("--for") == true)
    #expect(Jobctl.refusal(of: ["pause", "--for", "0s"]) != nil)
    let pause = try #require(try Jobctl.command(of: ["pause", "-q", "a", "--for", "1h"]) as? PauseCommand)
    #expect(pause.forTime == .seconds(3_600) && pause.subject.queues == ["a"] && !pause.running)
  }

  @Test func whatRunsIsMeantOnlyIfThatIsSaid() throws {
    let pause = try #require(try Jobctl.command(of: ["pause", "7", "--running"]) as? PauseCommand)
    #expect(pause.running && pause.subject.jobs == [.id(7)] && pause.subject.queues == nil)
  }

  @Test func helpSaysHowItIsUndone() {
    let help = Jobctl.helpMessage(for: PauseCommand.self, columns: 100)
    #expect(help.contains("jobctl resume") && help.contains("--running"))
  }
}
