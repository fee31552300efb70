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

  @Test(arguments: [
    ("queue_paused", "queue q is paused", 1, "queue paused"),
    ("limit", "limit \"db\": 1 of 1 running", 1, "limit \"db\": 1 of 1 running"),
    ("slots", "queue q: 1 of 1 slots taken, it needs 1", 3, "queue q: 1 of 1 slots taken, number 3 in line"),
    ("slots", "queue q: 1 of 2 slots taken, it needs 2", 1, "queue q: 1 of 2 slots taken, it needs 2"),
  ]) func aListHasFewWords(_ kind: String, _ detail: String, _ position: Int, _ words: String) {
    let why = WhyView(state: .queued, blockers: [BlockerView(kind: kind, detail: detail)], position: position)
    #expect(WhyText.short(why, at: TextSamples.moment) == words)
  }

  @Test func aListSaysWhenItIsOver() {
    let until = WireTime(micros: JobSamples.now.micros + 5_000_000)
    let why = WhyView(state: .queued, blockers: [BlockerView(kind: "rate", detail: "used up", until: until)])
    #expect(WhyText.short(why, at: TextSamples.moment) == "used up (in 5s)")
    #expect(WhyText.short(WhyView(state: .queued, blockers: []), at: TextSamples.moment) == "")
  }
}
