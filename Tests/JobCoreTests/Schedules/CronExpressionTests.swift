// What cron expressions mean, without a time zone.

import CivilCalendar
import Testing

@testable import JobCore

@Suite struct CronExpressionTests {
  /// The next `count` matches after 2026-11-22 08:00:00 (a Sunday), as text.
  private func next(_ text: String, _ count: Int = 3) throws -> [String] {
    let expression = try CronExpression(text)
    var time = CivilTime(CivilDay(number: 20_779), secondOfDay: 8 * 3_600)
    var found: [String] = []
    while found.count < count, let match = expression.next(after: time) {
      found.append(Self.text(match))
      time = match
    }
    return found
  }

  private static func text(_ time: CivilTime) -> String {
    let day = CivilDay(time)
    let second = time.secondOfDay
    let numbers = [day.month, day.day, second / 3_600, second / 60 % 60, second % 60]
    let padded = numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }
    return "\(day.year)-\(padded[0])-\(padded[1]) \(padded[2]):\(padded[3]):\(padded[4])"
  }

  @Test(arguments: [
    ("* * * * *", ["2026-11-22 08:01:00", "2026-11-22 08:02:00"]),
    ("*/15 * * * * *", ["2026-11-22 08:00:15", "2026-11-22 08:00:30"]),
    ("30 2 * * *", ["2026-11-23 02:30:00", "2026-11-24 02:30:00"]),
    ("0 9-17/4 * * MON-FRI", ["2026-11-23 09:00:00", "2026-11-23 13:00:00", "2026-11-23 17:00:00"]),
    ("0 0 L * *", ["2026-11-30 00:00:00", "2026-12-31 00:00:00", "2027-01-31 00:00:00", "2027-02-28 00:00:00"]),
    ("0 0 * * 5L", ["2026-11-27 00:00:00", "2026-12-25 00:00:00"]),
    ("0 0 * * fril", ["2026-11-27 00:00:00"]),
    ("0 0 29 2 *", ["2028-02-29 00:00:00", "2032-02-29 00:00:00"]),
    ("0 0 13 * FRI", ["2026-11-27 00:00:00", "2026-12-04 00:00:00", "2026-12-11 00:00:00", "2026-12-13 00:00:00"]),
    ("0 0 */2 * FRI", ["2026-11-27 00:00:00", "2026-12-11 00:00:00"]),
    ("0 0 * * 7", ["2026-11-29 00:00:00"]),
    ("0 0 ? JAN,jul 1", ["2027-01-04 00:00:00"]),
    ("5/20 8 * * *", ["2026-11-22 08:05:00", "2026-11-22 08:25:00", "2026-11-22 08:45:00"]),
    ("@daily", ["2026-11-23 00:00:00"]), ("@weekly", ["2026-11-29 00:00:00"]),
    ("@monthly", ["2026-12-01 00:00:00"]), ("@yearly", ["2027-01-01 00:00:00"]),
    ("@hourly", ["2026-11-22 09:00:00"]), ("59 59 23 31 12 *", ["2026-12-31 23:59:59"]),
  ])
  func matches(_ text: String, _ wanted: [String]) throws {
    #expect(try next(text, wanted.count) == wanted, "\(text)")
  }

  @Test(arguments: [
    ("61 * * * *", "minute: 61 is not in 0…59"), ("* 24 * * *", "hour: 24"), ("* * 0 * *", "day of month: 0"),
    ("* * * 13 *", "month: 13"), ("* * * * 8", "day of week: 8"), ("* * * *", "4 fields"),
    ("* * * * * * *", "7 fields"), ("", "0 fields"), ("*/0 * * * *", "step"), ("5-2 * * * *", "ends before"),
    ("a * * * *", "minute: \"a\""), ("1,,2 * * * *", "missing"), ("-1 * * * *", "minute"), ("@reboot", "@reboot"),
    ("@often", "@often"), ("* * * FOO *", "or a name"), ("1.5 * * * *", "1.5"), ("* * * * L", "day of week"),
    ("99999999999999999999 * * * *", "not a number"),
  ])
  func badExpressionsNameTheFieldAndTheValue(_ text: String, _ wanted: String) {
    do throws(CronError) {
      _ = try CronExpression(text)
      Issue.record("\(text) was taken")
    } catch {
      #expect(error.detail.contains(wanted), "\(text): \(error.detail)")
    }
  }

  @Test(arguments: ["0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 30,31 2 ?"]) func datesThatNeverComeAreFound(
    _ text: String
  ) throws {
    #expect(try CronExpression(text).next(after: CivilTime(seconds: 0)) == nil)
  }

  @Test func everyDayOfFourHundredYearsIsTheCalendars() {
    // 1970-01-01 was a Thursday; 146,097 days later the calendar repeats.
    var day = CivilDay(number: 0)
    #expect(day.weekday == 4)
    for number in 0..<146_097 {
      let isFirst = day.day == 1
      let next = day.next
      #expect(day.number == number && next.weekday == (day.weekday + 1) % 7)
      if day.day == day.daysInMonth {
        #expect(next.day == 1 && next == day.firstOfNextMonth)
      } else {
        #expect(next.day == day.day + 1 && next.month == day.month && next.year == day.year)
      }
      if isFirst { #expect((28...31).contains(day.daysInMonth)) }
      day = next
    }
    #expect(day.year == 2370 && day.month == 1 && day.day == 1)
  }
}
