// The screen of `top`, drawn for terminals of several sizes.

import JobWire
import Testing

@testable import jobctl

@Suite struct TopPageTests {
  private func page(_ content: TopContent, _ size: ScreenSize) -> ScreenPage {
    TopPage.make(
      content, size, on: Terminal(width: size.columns - 2, hasColor: false), at: TextSamples.moment)
  }

  @Test(arguments: [(20, 5), (40, 20), (80, 24), (120, 40)])
  func everySizeHasWhatMattersMost(_ columns: Int, _ rows: Int) throws {
    let page = page(TopSamples.content, ScreenSize(columns: columns, rows: rows))
    var place = ScreenPlace()
    _ = place.lines(page, foot: "", rows: rows)
    place.move(by: 1, in: page)
    let foot = DisplayWidth.truncated("q quit  c cancel", to: columns)
    let lines = place.lines(page, foot: foot, rows: rows).map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
    #expect(lines.count == rows && lines.last == foot)
    #expect(lines.allSatisfy { DisplayWidth.of($0) <= columns }, "\(lines)")
    // What runs is seen on any screen.
    #expect(lines.contains { $0.contains("12  ") && $0.contains("rend") }, "\(lines)")
    try TextSamples.check("top-\(columns)x\(rows)", lines)
  }

  @Test func whatIsNotThereHasNoSection() {
    var content = TopContent(overview: StatusSamples.overview)
    content.overview.running = JobList(jobs: [])
    content.overview.info.jobs = StateCounts()
    (content.overview.failed, content.overview.schedules, content.overview.queues) = ([], [], [])
    let page = page(content, ScreenSize(columns: 80, rows: 24))
    #expect(page.rows.isEmpty && page.heading == ["jobd 1.0.0  running  1 of 8 slots"], "\(page)")
    content.overview.info.draining = true
    content.overview.info.store.storageFull = true
    let heading = self.page(content, ScreenSize(columns: 80, rows: 24)).heading
    #expect(heading.count == 2 && heading[0].contains("draining") && heading[1].contains("the disk is full"))
  }

  @Test func rowsAreAboutWhatTheyShow() {
    let page = page(TopSamples.content, ScreenSize(columns: 80, rows: 24))
    #expect(page.rows[1].target == .queue("default") && page.rows[0].target == nil)
    for row in page.rows {
      if case .job(let id) = row.target { #expect(row.text.hasPrefix("\(id)  "), "\(row)") }
    }
  }
}
