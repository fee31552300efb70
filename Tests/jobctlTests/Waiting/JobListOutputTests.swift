// The forms of a list of jobs.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct JobListOutputTests {
  private func lines(_ arguments: String...) throws -> [String] {
    let rows = JobSamples.list.map { ListedJob($0, at: TextSamples.moment) }
    let output = JobListOutput(form: try ListOutputOptions.parse(arguments))
    return output.lines(rows, on: Terminal(width: 80, hasColor: false))
  }

  @Test func valuesAreSeparatedByCommasIfThatIsAsked() throws {
    let lines = try lines("--csv", "--columns", "id,state")
    #expect(lines.count == JobSamples.list.count + 1 && lines[0] == "id,state", "\(lines)")
    #expect(lines[1].hasPrefix("\(JobSamples.list[0].id),"), "\(lines)")
  }

  @Test func otherwiseThereIsATable() throws {
    let lines = try lines("--columns", "id,state")
    #expect(lines.count == JobSamples.list.count + 1 && lines[0].contains("ID  STATE"), "\(lines)")
  }
}
