// The parts of a time, one after the other.

import Testing

@testable import CivilCalendar

@Suite struct TimeScannerTests {
  @Test func numbersHaveTheirDigits() {
    var scanner = TimeScanner("2026-1")
    let (year, isDash, month) = (scanner.number(digits: 4), scanner.take("-"), scanner.number(digits: 2))
    #expect(year == 2026 && isDash && month == nil && scanner.isAtEnd)
  }

  @Test(
    arguments: [
      ("", 0), ("Z", 0), (".5", 500_000), (".123456", 123_456), (".123456789", 123_456), (".", nil),
      (".1234567890", nil), (".x", nil),
    ] as [(String, Int64?)]) func fractionsAreCutToMicroseconds(_ text: String, _ micros: Int64?)
  {
    var scanner = TimeScanner(text)
    let found = scanner.fractionMicros()
    #expect(found == micros)
  }

  @Test(
    arguments: [
      ("Z", 0), ("z", 0), ("+01:30", 90), ("-00:30", -30), ("+24:00", nil), ("+01:60", nil), ("01:00", nil),
      ("+0100", nil),
      ("", nil),
    ] as [(String, Int?)]) func offsetsAreMinutes(_ text: String, _ minutes: Int?)
  {
    var scanner = TimeScanner(text)
    let found = scanner.offsetMinutes()
    #expect(found == minutes)
  }

  @Test func aDateEndsWithALetterOrASpace() {
    for text in ["T", "t", " "] {
      var scanner = TimeScanner(text)
      let isTaken = scanner.takeDateEnd()
      #expect(isTaken && scanner.isAtEnd)
    }
    var scanner = TimeScanner("_")
    let isTaken = scanner.takeDateEnd()
    #expect(!isTaken)
  }
}
