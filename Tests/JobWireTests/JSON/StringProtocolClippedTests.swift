// What is said back of what was sent.

import Testing

@testable import JobWire

@Suite struct StringProtocolClippedTests {
  @Test(arguments: [("", ""), ("abc", "abc"), ("abcd", "abc…"), ("a\u{301}\u{301}", "a\u{301}\u{301}")])
  func textIsCutBehindSoManyScalars(_ text: String, _ clipped: String) {
    #expect(text.clipped(to: 3) == clipped)
  }

  /// One character as people see it, of megabytes.
  @Test func accentsDoNotHideTheLength() {
    let text = "a" + String(repeating: "\u{301}", count: 100_000)
    #expect(text.count == 1 && text.clipped().unicodeScalars.count == WireLimits.quoteScalarsMax + 1)
  }
}
