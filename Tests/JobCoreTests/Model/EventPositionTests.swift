// Positions as text.

import Testing

@testable import JobCore

@Suite struct EventPositionTests {
  @Test func textIsReadBack() {
    for position in [
      EventPosition(boot: 1, number: 0), EventPosition(boot: .max, number: .max),
      EventPosition(boot: 77, number: 12_345),
    ] { #expect(EventPosition(text: position.text) == position) }
  }

  @Test(arguments: [
    "", "-", "1", "1-", "-1", "1-2-3", "01-2", "1-02", "A-1", "1- 2", "+1-2", "1-é", "zzzzzzzzzzzzzzzz-1",
  ])
  func whatWasNeverWrittenIsNotRead(_ text: String) {
    #expect(EventPosition(text: text) == nil)
  }
}
