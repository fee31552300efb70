// Which row is chosen, and which rows are seen.

import Testing

@testable import jobctl

@Suite struct ScreenPageTests {
  private let page = ScreenPage(
    heading: ["head"],
    rows: [ScreenRow(text: "Jobs")] + (1...9).map { ScreenRow(text: "job \($0)", target: .job($0)) })

  @Test func screenIsAsHighAsItIs() {
    var place = ScreenPlace()
    #expect(place.lines(page, foot: "foot", rows: 5) == ["head", "  Jobs", "  job 1", "  job 2", "foot"])
    #expect(place.lines(page, foot: "foot", rows: 20).count == 20)
    #expect(place.lines(ScreenPage(), foot: "foot", rows: 3) == ["", "", "foot"])
    for rows in 0...2 { #expect(place.lines(page, foot: "foot", rows: rows).count == rows) }
  }

  @Test func chosenRowIsSeen() {
    var place = ScreenPlace()
    place.move(by: 1, in: page)
    #expect(place.chosen == .job(1))
    place.move(by: 5, in: page)
    #expect(place.lines(page, foot: "", rows: 5) == ["head", "  job 4", "  job 5", "> job 6", ""])
    place.move(by: -1, in: page)
    #expect(place.lines(page, foot: "", rows: 5)[2] == "> job 5")
    place.move(toEnd: true, in: page)
    place.move(by: 3, in: page)
    #expect(place.lines(page, foot: "", rows: 5)[3] == "> job 9")
    place.move(toEnd: false, in: page)
    #expect(place.lines(page, foot: "", rows: 5)[1] == "> job 1")
  }

  /// A key that comes just then is not about its neighbour.
  @Test func rowThatIsGoneIsNotChosen() {
    var place = ScreenPlace()
    place.move(toEnd: false, in: page)
    place.move(by: 2, in: page)
    _ = place.lines(page, foot: "", rows: 5)
    var others = page
    others.rows.remove(at: 1)
    others.rows.swapAt(1, 5)
    _ = place.lines(others, foot: "", rows: 5)
    #expect(place.chosen == .job(3), "it has moved")
    others.rows.removeAll { $0.target == .job(3) }
    _ = place.lines(others, foot: "", rows: 5)
    #expect(place.chosen == nil)
  }

  @Test func nothingToChooseIsNoHarm() {
    var place = ScreenPlace()
    place.move(by: 1, in: ScreenPage(rows: [ScreenRow(text: "x")]))
    #expect(place.chosen == nil)
    place.move(by: -1, in: page)
    #expect(place.chosen == .job(9))
  }
}
