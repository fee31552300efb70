// Why a job does not run yet, a reason a line.

import JobWire
import Testing

@testable import jobctl

@Suite struct WhyTextTests {
  @Test func blockersStandOneALine() {
    let why = WhyView(
      state: .blocked,
      blockers: [BlockerView(kind: "parent", detail: "waits for job 3"), BlockerView(kind: "held", detail: "is held")])
    #expect(
      WhyText.lines(7, why, at: TextSamples.moment) == [
        "Job 7 is blocked:", "  parent        waits for job 3", "  held          is held",
      ])
    let next = WhyView(state: .queued, blockers: [], position: 1)
    #expect(
      WhyText.lines(7, next, at: TextSamples.moment) == [
        "Job 7 is queued, number 1 in line: nothing is in its way, it is about to start."
      ])
  }
}
