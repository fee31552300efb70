// Ranges of logs: what the Range field means, and what of it is ignored.

import Testing

@testable import HTTPFront

@Suite struct LogQueryTests {
  @Test func singleRangesAreRead() {
    #expect(LogQuery.parse("bytes=0-0") == .range(first: 0, last: 0))
    #expect(LogQuery.parse("bytes=10-") == .range(first: 10, last: nil))
    #expect(LogQuery.parse("bytes=-5") == .suffix(bytes: 5))
  }

  @Test(arguments: [
    "bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,2-3", "lines=0-1", "bytes=a-b", "bytes=1", "bytes=--1", "bytes=+1-2",
  ])
  func otherRangesAreIgnored(_ field: String) {
    #expect(LogQuery.parse(field) == nil)
  }
}
