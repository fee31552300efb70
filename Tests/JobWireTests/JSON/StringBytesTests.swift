// Texts that look the same and are not.

import Testing

@testable import JobWire

@Suite struct StringBytesTests {
  @Test(arguments: [
    ("a", "a", true), ("", "", true), ("a", "b", false), ("a", "ab", false), ("\u{E9}", "e\u{301}", false),
    ("K", "\u{212A}", false),
  ])
  func textsAreComparedAsBytes(_ left: String, _ right: String, _ isSame: Bool) {
    #expect(left.hasSameBytes(as: right) == isSame && right.hasSameBytes(as: left) == isSame)
  }
}
