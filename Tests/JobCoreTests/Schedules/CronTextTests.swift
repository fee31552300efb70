// Cron expressions as people and attackers write them: what is taken means one thing, what is not is refused with the
// field named.

import CivilCalendar
import Testing

@testable import JobCore

@Suite struct CronTextTests {
  @Test(arguments: [
    // The same, written in two ways.
    ("0 0 * * SUN", "0 0 * * 0"), ("0 0 * * 7", "0 0 * * 0"), ("0 0 * * 5-7", "0 0 * * 0,5,6"),
    ("0 0 * * mon-Fri", "0 0 * * 1-5"), ("0 0 * * FRI-SUN", "0 0 * * 5,6,0"), ("0 0 * * SUN-TUE", "0 0 * * 0-2"),
    ("0 0 * * 6-0", "0 0 * * 0,6"), ("0 0 * JAN-mar *", "0 0 * 1-3 *"), ("0\t0  *   * *", "0 0 * * *"),
    (" 0 0 * * * ", "0 0 * * *"), ("00 007 * * *", "0 7 * * *"), ("3,1,2,2 * * * *", "1-3 * * * *"),
    ("0-59/20 * * * *", "0,20,40 * * * *"), ("50/5 * * * *", "50,55 * * * *"), ("7/59 * * * *", "7 * * * *"),
    ("@midnight", "@daily"), ("@annually", "@yearly"), ("@HOURLY", "0 * * * *"), ("@weekly", "0 0 * * SUN"),
    ("0 5 4 * * *", "5 4 * * *"), ("0 0 * * 7L", "0 0 * * SUNL"), ("0 0 l * *", "0 0 L * *"),
    ("0 0 ? * 1", "0 0 * * 1"), ("0 0 31,L * *", "0 0 L * *"),
  ])
  func twoSpellingsAreTheSameTimes(_ left: String, _ right: String) throws {
    let (first, second) = (try CronExpression(left), try CronExpression(right))
    var time = CivilTime(seconds: 1_800_000_000)
    for _ in 0..<40 {
      let next = try #require(first.next(after: time))
      #expect(second.next(after: time) == next, "\(left) and \(right)")
      time = next
    }
  }

  @Test(arguments: [
    ("*/-1 * * * *", "minute"), ("*/+5 * * * *", "minute"), ("+5 * * * *", "minute"), ("1- * * * *", "minute"),
    ("-5 * * * *", "minute"), ("1/ * * * *", "minute"), ("1/2/3 * * * *", "minute"), ("1-2-3 * * * *", "minute"),
    (", * * * *", "minute"), ("1, * * * *", "minute"), ("** * * * *", "minute"), ("*-5 * * * *", "minute"),
    ("5* * * * *", "minute"), ("*/60 * * * *", "minute"), ("１ * * * *", "minute"), ("5\u{301} * * * *", "minute"),
    ("0 0 * * *\n", "day of week"), ("0\u{0} * * * *", "minute"), ("60 * * * * *", "second"), ("0 L * * *", "hour"),
    ("0 MON * * *", "hour"), ("0 0 L-3 * *", "day of month"), ("0 0 LW * *", "day of month"),
    ("0 0 15W * *", "day of month"), ("0 0 * L *", "month"), ("0 0 * JANUARY *", "month"),
    ("0 0 * * 5#2", "day of week"), ("0 0 * * 1-5L", "day of week"), ("0 0 * * 8L", "day of week"),
    ("0 0 * * 6-8", "day of week"), ("0 0 * * FRI-MON", "day of week"), ("@daily 0", "@daily 0"), ("@", "@"),
    ("@every 5m", "@every"), ("0 0 1 1 * 2030 *", "7 fields"), ("99999999999999999999-1 * * * *", "minute"),
    ("*/99999999999999999999 * * * *", "minute"),
  ])
  func whatIsNoExpressionNamesItsField(_ text: String, _ named: String) {
    do throws(CronError) {
      _ = try CronExpression(text)
      Issue.record("\(text.debugDescription) was taken")
    } catch {
      #expect(error.detail.contains(named), "\(text.debugDescription): \(error.detail)")
    }
  }

  @Test func longListIsReadAndALongMistakeIsNotRepeatedInFull() throws {
    let list = (0..<20_000).map { "\($0 % 60)" }.joined(separator: ",")
    #expect(try CronExpression("\(list) * * * *").minute.bits == (1 << 60) - 1)
    do throws(CronError) {
      _ = try CronExpression(String(repeating: "x", count: 100_000) + " * * * *")
      Issue.record("it was taken")
    } catch {
      #expect(error.detail.utf8.count < 1_000, "the message has \(error.detail.utf8.count) bytes")
    }
  }

  @Test func dayFieldsAreCronsUnionOnlyWhenBothAreRestricted() throws {
    // 2027-01-01 is a Friday.
    let newYear = CivilTime(CivilDay(number: 20_819), secondOfDay: 0)
    func days(_ text: String, _ count: Int) throws -> [Int] {
      let expression = try CronExpression(text)
      var time = newYear
      return try (0..<count).map { _ in
        time = try #require(expression.next(after: time))
        return CivilDay(time).day
      }
    }
    #expect(try days("0 1 10 * MON", 5) == [4, 10, 11, 18, 25])
    #expect(try days("0 1 * * MON", 3) == [4, 11, 18])
    #expect(try days("0 1 10 * *", 2) == [10, 10])
    // A star with a step is a star: both must match.
    #expect(try days("0 1 */2 * MON", 3) == [11, 25, 1])
    // Every day, but not written with a star, is a restriction: either may match.
    #expect(try days("0 1 1-31 * MON", 4) == [1, 2, 3, 4])
    #expect(try days("0 1 L * MON", 6) == [4, 11, 18, 25, 31, 1])
    #expect(try days("0 1 15 * 5L", 3) == [15, 29, 15])
  }

  @Test func leapDaysAreFoundOverTheCenturyThatHasNone() throws {
    let end2096 = CivilTime(CivilDay(number: 46_081), secondOfDay: 0)
    #expect(CivilDay(end2096).year == 2096 && CivilDay(end2096).month == 3)
    let leap = try #require(try CronExpression("0 0 29 2 *").next(after: end2096))
    #expect(CivilDay(leap).year == 2104)
    // Sundays on a leap day are up to forty years apart.
    let sunday = try #require(try CronExpression("0 0 29 2 */7").next(after: CivilTime(seconds: 3_900_000_000)))
    #expect(CivilDay(sunday).weekday == 0 && CivilDay(sunday).day == 29)
  }
}
