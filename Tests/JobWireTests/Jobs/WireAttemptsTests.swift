// Numbers of attempts as a filter has them.

import Testing

@testable import JobWire

@Suite struct WireAttemptsTests {
  @Test func numbersAndMoreThanNumbersAreRead() {
    #expect(WireAttempts(parsing: "2") == .exactly(2) && WireAttempts(parsing: ">1") == .moreThan(1))
    #expect(WireAttempts(parsing: "0") == .exactly(0) && WireAttempts(parsing: ">9999999") == .moreThan(9_999_999))
  }

  @Test(arguments: [
    "", ">", "<2", ">=2", "-1", "+1", "1.5", " 1", "10000000", ">10000000", "99999999999999999999", "٣",
  ])
  func whatIsNoNumberOfAttemptsIsRefused(_ text: String) {
    #expect(WireAttempts(parsing: text) == nil)
  }
}
