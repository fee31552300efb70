// Whole numbers in the text of a number: exact up to the last of 64 bits, and nothing else is taken for one.

import Testing

@testable import JobWire

@Suite struct DecimalTextTests {
  @Test(
    arguments: [
      ("5.0", 5), ("50e-1", 5), ("0.5e1", 5), ("5E+0", 5), ("-0.0", 0), ("0e99", 0), ("00.10e1", 1),
      ("9223372036854775807.0", .max), ("-9223372036854775808", .min), ("9007199254740993.0", 9_007_199_254_740_993),
      ("1e18", 1_000_000_000_000_000_000), ("9223372036854775807000e-3", .max),
    ] as [(String, Int64)]) func wholeNumbersAreExact(_ text: String, _ number: Int64)
  {
    #expect(DecimalText.whole(text) == number)
  }

  @Test(arguments: [
    "0.5", "5e-1", "9223372036854775808", "-9223372036854775809", "1e19", "1e400", "1e-400", "1e99999999999999999999",
    "9223372036854775807.5",
  ])
  func otherNumbersAreNone(_ text: String) {
    #expect(DecimalText.whole(text) == nil)
  }
}
