// Selections: what is sent to filter by has bounds, as what is stored has.

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
}
