// Jobs as a table: golden output with and without a terminal, and columns that say something.

import Foundation
import JobWire
import Testing

@testable import jobctl

@Suite struct JobTableTests {
  private func lines(_ jobs: [JobView], _ fields: [JobField]? = nil, width: Int? = 80) -> [String] {
    JobTable(rows: jobs.map { ListedJob($0, at: TextSamples.moment) }, fields: fields)
      .lines(on: Terminal(width: width, hasColor: false))
  }

  @Test(arguments: [20, 40, 60, 80, 120]) func listFitsTheTerminal(width: Int) throws {
    let lines = lines(JobSamples.list, width: width)
    if width >= 40 { #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }) }
    try TextSamples.check("list-\(width)", lines)
  }

  @Test func listWithoutATerminalIsALineAJobAndNotCut() throws {
    let lines = lines(JobSamples.list, width: nil)
    #expect(lines.count == JobSamples.list.count + 1)
    #expect(lines.contains { $0.contains("renders the quarterly report") })
    #expect(!lines.joined().contains("\u{1B}"))
    try TextSamples.check("list-pipe", lines)
  }

  @Test func coloursDoNotMoveColumns() {
    let table = JobTable(rows: JobSamples.list.map { ListedJob($0, at: TextSamples.moment) })
    let colored = table.lines(on: Terminal(width: 80, hasColor: true)).map { line in
      line.replacing(/\u{1B}\[[0-9]+m/, with: "").trimmingCharacters(in: .whitespaces)
    }
    #expect(colored == lines(JobSamples.list).map { $0.trimmingCharacters(in: .whitespaces) })
  }

  @Test func whatIsTheSameForAllHasNoColumn() {
    var other = JobSamples.job(8, .held)
    #expect(lines([JobSamples.job(7, .held), other])[0] == "ID  STATE  AGE  COMMAND")
    (other.queue, other.priority, other.batch) = ("mail", 5, 3)
    #expect(lines([JobSamples.job(7, .held), other])[0] == "ID  STATE  QUEUE    PRI  BATCH  AGE  COMMAND")
    other.name = "letter"
    #expect(lines([other])[0] == "ID  STATE  NAME    AGE  COMMAND")
  }

  @Test func detailsStandUnderTheirRowsWhereThereIsNoRoom() {
    var job = JobSamples.job(7, .skipped)
    job.command = "true"
    job.error = JobErrorView(code: "parent", message: "job 5, which it waited for, failed")
    #expect(lines([job]).count == 2)
    let narrow = lines([job], width: 40)
    #expect(
      narrow == ["ID  STATE    AGE  COMMAND", " 7  skipped   1m  true", "    job 5, which it waited for, failed"])
  }

  @Test func chosenColumnsAreShownInTheirOrder() {
    var job = JobSamples.job(7, .failed)
    (job.exitCode, job.command) = (3, String(repeating: "x", count: 100))
    let lines = lines([job], [.exitCode, .id, .command], width: 20)
    #expect(lines == ["EXIT CODE  ID  COMM…", "        3   7  xxxx…"])
  }
}
