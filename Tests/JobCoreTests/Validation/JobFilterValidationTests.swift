// Selections: what is sent to filter by has bounds, as what is stored has.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobFilterValidationTests {
  @Test func longPatternsAreRefused() {
    var filter = JobFilter()
    filter.nameGlob = String(repeating: "a", count: Limits.nameGlobBytesMax)
    #expect(filter.faults().isEmpty)
    filter.nameGlob?.append("a")
    #expect(filter.faults().map(\.field) == ["name"])
  }

  @Test func moreTagsThanAJobHasAreRefused() {
    var filter = JobFilter()
    filter.tags = Dictionary(uniqueKeysWithValues: (0..<Limits.tagCountMax).map { ("k\($0)", "v") })
    #expect(filter.faults().isEmpty)
    filter.tags["one more"] = "v"
    #expect(filter.faults().map(\.field) == ["tags"])
  }

  /// Nothing is a part of everything: who has lost the text does not mean all jobs.
  @Test func textsHaveAByteAndNotTooMany() {
    for (text, isTaken) in [("a", true), ("", false)]
      + [(200, true), (201, false)].map({
        (String(repeating: "a", count: $0.0), $0.1)
      })
    {
      var filter = JobFilter()
      filter.text = text
      #expect(filter.faults().map(\.field) == (isTaken ? [] : ["q"]), "\(text.utf8.count)")
    }
  }

  /// Events are not held against them, and would all be let through.
  @Test func eventsHaveNoConditionsOfListsAlone() {
    for (field, change) in [
      ("finished_since", { $0.finishedSince = .noon }), ("finished_until", { $0.finishedUntil = .noon }),
      ("attempts", { $0.attempts = 1...2 }), ("q", { $0.text = "a" }),
    ] as [(String, (inout JobFilter) -> Void)] {
      var filter = EventFilter()
      change(&filter.jobs)
      let fault = #expect(throws: JobError.self) { try filter.check() }
      guard case .invalid(let faults) = fault else {
        Issue.record("\(field): \(String(describing: fault))")
        continue
      }
      #expect(faults.map(\.field) == [field])
    }
    var filter = EventFilter()
    (filter.reason, filter.exitCode) = (.exit, 3)
    #expect(throws: Never.self) { try filter.check() }
    #expect(filter.jobs.reason == .exit && filter.jobs.exitCode == 3)
  }
}
