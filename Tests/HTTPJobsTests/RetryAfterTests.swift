// `Retry-After`, in seconds and as a date, clamped, and never an overflow.

import TestSupport
import Testing

@testable import HTTPJobs
@testable import JobCore

@Suite struct RetryAfterTests {
  @Test(
    arguments: [
      ("120", 120_000_000), (" 7\t", 7_000_000), ("0", 1_000_000), ("00000000000000000001", 1_000_000),
      ("3600", 3_600_000_000), ("2592000", 3_600_000_000), ("99999999999999999999999999", 3_600_000_000),
      ("9223372036854775807", 3_600_000_000),
    ] as [(String, Int64)]) func secondsAreClamped(_ text: String, _ micros: Int64)
  {
    #expect(RetryAfter.micros(text, now: .noon) == micros)
  }

  /// Noon of these tests is 2027-01-15 08:00:00.
  @Test(
    arguments: [
      ("Fri, 15 Jan 2027 08:01:30 GMT", 90_000_000), ("Fri, 15 Jan 2027 07:00:00 GMT", 1_000_000),
      ("Fri, 15 Jan 2027 12:00:00 GMT", 3_600_000_000), ("Friday, 15-Jan-27 08:01:30 GMT", 90_000_000),
      ("Fri, 31 Dec 9999 23:59:59 GMT", 3_600_000_000), ("Sat, 01 Jan 0000 00:00:00 GMT", 1_000_000),
    ] as [(String, Int64)]) func dateIsTheTimeUntilThen(_ text: String, _ micros: Int64)
  {
    #expect(RetryAfter.micros(text, now: .noon) == micros)
  }

  @Test(arguments: ["", " ", "-1", "-9999999999", "1.5", "1e3", "+5", "soon", "NaN", "0x10", "١٢", "5 5", "5s"])
  func garbageIsNone(_ text: String) {
    #expect(RetryAfter.micros(text, now: .noon) == nil)
  }
}
