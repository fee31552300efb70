// The daemon at a glance.

import JobWire
import Testing

@testable import jobctl

@Suite struct StatusTextTests {
  @Test(arguments: [40, 80, 120]) func allOfItIsOnOneScreen(_ width: Int) throws {
    let terminal = Terminal(width: width, hasColor: false)
    let lines = StatusText.lines(StatusSamples.overview, on: terminal, at: TextSamples.moment)
    #expect(lines.dropFirst(4).allSatisfy { DisplayWidth.of($0) <= width })
    try TextSamples.check("status-\(width)", lines)
  }

  @Test func whereNothingIsThereIsNoHeading() {
    var overview = StatusSamples.overview
    overview.running = JobList(jobs: [])
    (overview.failed, overview.schedules, overview.queues) = ([], [], [])
    let lines = StatusText.lines(overview, on: TextSamples.terminal, at: TextSamples.moment)
    #expect(lines == DaemonText.lines(overview.info, [], on: TextSamples.terminal, at: TextSamples.moment))
  }

  @Test func moreThanFitAreCounted() {
    var overview = StatusSamples.overview
    overview.info.jobs = StateCounts([.running: 30])
    overview.running = JobList(jobs: (1...10).map { JobSamples.job($0, .running) }, nextCursor: "x")
    func text() -> String {
      StatusText.lines(overview, on: TextSamples.terminal, at: TextSamples.moment).joined(separator: "\n")
    }
    #expect(text().contains("  and 20 more: jobctl list --state running"), "\(text())")
    // Who does not see the counts knows that there are more nevertheless.
    overview.info.jobs = nil
    #expect(text().contains("  and more: jobctl list --state running"), "\(text())")
  }

  @Test func thoseThatFailedLastComeFirst() {
    var overview = StatusSamples.overview
    overview.failed = (1...8).map { (id: Int64) in
      var job = JobSamples.job(id, .failed, reason: "exit")
      job.finishedAt = JobSamples.ago(id == 3 ? 1 : 100 - id)
      job.command = "job \(id) of eight"
      return job
    }
    let text = StatusText.lines(overview, on: TextSamples.terminal, at: TextSamples.moment).joined(separator: "\n")
    let shown = [1, 2, 3, 4, 5, 6, 7, 8].filter { text.contains("job \($0) of eight") }
    #expect(shown == [3, 5, 6, 7, 8], "\(text)")
  }
}
