// A list on a screen.

import JobWire
import Testing

@testable import jobctl

@Suite struct ListViewTests {
  private func page(_ jobs: [JobView], _ view: ListView? = nil, next: String? = nil) -> ScreenPage {
    let view = view ?? ListView(filter: JobFilterWire()) { _ in JobList(jobs: []) }
    return view.page(
      ListView.Content(page: JobList(jobs: jobs, nextCursor: next)), ScreenSize(columns: 80, rows: 24),
      on: Terminal(width: 78, hasColor: false), at: TextSamples.moment)
  }

  @Test func rowsAreJobsAndTheirDetailsAreNot() {
    let page = page(JobSamples.list, next: "more")
    #expect(page.heading.count == 1 && page.heading[0].hasPrefix("  ID  STATE"), "\(page)")
    #expect(page.rows[0].target == .job(12) && page.rows[1] == ScreenRow(text: "    42%, about 41s left"))
    #expect(page.rows.compactMap(\.target).count == JobSamples.list.count && page.rows.last?.text == "and more")
    #expect(self.page([]).heading == ["No jobs match."])
  }

  @Test func orderAndColumnsAreThoseThatWereAskedFor() throws {
    var view = ListView(filter: JobFilterWire()) { _ in JobList(jobs: []) }
    (view.fields, view.order) = ([.id], try OptionReading.order("id"))
    #expect(page(JobSamples.list, view).rows.map(\.text) == [" 6", " 7", " 8", " 9", "10", "11", "12"])
  }

  @Test func eventsAreThoseOfTheFilterWithoutItsTimes() {
    var filter = JobFilterWire()
    (filter.queue, filter.since) = ("mail", JobSamples.now)
    (filter.finishedSince, filter.attempts, filter.text) = (JobSamples.now, .exactly(2), "a")
    filter.reason = "exit"
    let events = ListView(filter: filter) { _ in JobList(jobs: []) }.events
    var wanted = JobFilterWire()
    (wanted.queue, wanted.reason) = ("mail", "exit")
    #expect(events.filter == wanted)
  }
}
