// The three forms of dates in headers, and what is none.

import Foundation
import Testing

@testable import HTTPJobs
@testable import JobCore

@Suite struct HTTPDateTests {
  @Test(arguments: [
    "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
  ]) func eachFormIsRead(_ text: String) {
    #expect(HTTPDate.seconds(text) == 784_111_777)
  }

  @Test(arguments: [
    "", "soon", "Sun, 06 Nov 1994", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 24:00:00 GMT",
    "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 99999 08:49:37 GMT",
    "Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "1994-11-06T08:49:37Z",
    "Sun, 06 Nov 1994 08:49:37 CET", "Sun, ٠٦ Nov 1994 08:49:37 GMT",
  ]) func whatIsNoneIsNone(_ text: String) {
    #expect(HTTPDate.seconds(text) == nil)
  }

  @Test func everyDayIsWhereTheCalendarHasIt() throws {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    for day in stride(from: -25_567, through: 84_000, by: 97) {
      let seconds = day * 86_400 + 3_661
      #expect(HTTPDate.seconds(formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))) == Int64(seconds))
    }
  }

  @Test func extremesDoNotTrap() {
    #expect(HTTPDate.seconds("Sat, 01 Jan 0000 00:00:00 GMT") != nil)
    #expect(HTTPDate.seconds("Fri, 31 Dec 9999 23:59:60 GMT") != nil)
  }
}
