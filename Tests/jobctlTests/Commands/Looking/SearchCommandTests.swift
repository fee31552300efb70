// What `jobctl search` takes, and what it says of a search that has ended early.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct SearchCommandTests {
  @Test(arguments: [
    ["backup"], ["a b", "-n", "5"], ["7", "--all", "--json"], ["x", "--format", "{id}"], ["--", "-x"],
  ])
  func commandLinesAreTaken(_ arguments: [String]) throws {
    #expect(try Jobctl.parseAsRoot(["search"] + arguments) is SearchCommand)
  }

  @Test(arguments: [
    [], [""], ["a", "b"], ["a", "-n", "0"], ["a", "--all", "-n", "5"], ["a", "--json", "--csv"],
  ]) func whatContradictsItselfIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["search"] + arguments) }
  }

  @Test func searchThatEndedEarlySaysHowFarBackItHasLooked() throws {
    let time = WireTime(micros: 0)
    #expect(SearchCommand.note(SearchReply(jobs: [])) == nil)
    let some = SearchReply(jobs: [JobSamples.list[0]], nextCursor: "7_0_0", lookedBackTo: time)
    #expect(
      SearchCommand.note(some)
        == "jobctl: only looked at jobs submitted since \(Moment.zoned(time)); --all looks at all jobs")
    let none = try #require(SearchCommand.note(SearchReply(jobs: [], nextCursor: "7_0_0")))
    #expect(none.contains("nothing was found, but only looked; --all"), "\(none)")
  }
}
