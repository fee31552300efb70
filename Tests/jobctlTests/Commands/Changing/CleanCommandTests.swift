// What `jobctl clean` removes, and what it says of it.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct CleanCommandTests {
  @Test func onlyWhatHasEndedIsMeant() throws {
    let all = try CleanCommand.parse([]).filter().states
    #expect(all?.isEmpty == false && all?.allSatisfy(\.isTerminal) == true)
    #expect(try CleanCommand.parse(["--failed", "--queue", "ci"]).filter().states == [.failed])
    #expect(try CleanCommand.parse(["--state", "skipped"]).filter().states == [.skipped])
    for state in ["running", "active", "held"] {
      #expect(throws: (any Error).self) { try CleanCommand.parse(["--state", state]) }
    }
  }

  @Test func ageGoesByTheEnd() {
    var old = JobSamples.job(1, .succeeded)
    old.done = true
    old.finishedAt = JobSamples.ago(60)
    var late = old
    late.id = 2
    late.finishedAt = JobSamples.ago(10)
    let running = JobSamples.job(3, .running)
    #expect(Cleaning.ended([old, late, running], before: JobSamples.ago(30)) == [1])
  }

  @Test func whatWasNotRemovedIsSaid() {
    #expect(CleanCommand.report(Cleaning.Done(count: 1), isDry: false) == ["1 job removed."])
    let kept = CleanCommand.report(Cleaning.Done(count: 2, kept: 1), isDry: false)
    #expect(kept == ["2 jobs removed.", "1 stays: another job still needs it, or it was retried meanwhile."])
    let others = CleanCommand.report(Cleaning.Done(count: 0, kept: 2, gone: 1), isDry: false)
    #expect(
      others == [
        "0 jobs removed.", "2 stay: other jobs still need them, or they were retried meanwhile.",
        "1 was not there any more.",
      ])
    let dry = CleanCommand.report(Cleaning.Done(count: 9, named: 4), isDry: true)
    #expect(dry == ["9 jobs would be removed, of which the first 4 are named; nothing was changed."])
  }
}
