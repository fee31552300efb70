// One field of a cron expression, by the numbers it matches.

import Testing

@testable import JobCore

@Suite struct CronFieldTests {
  private func numbers(_ text: String, _ kind: CronFieldKind) throws -> [Int] {
    let field = try kind.parse(text[...])
    return (0...63).filter(field.contains)
  }

  @Test(
    arguments: [
      ("5", [5]), ("1,3,5", [1, 3, 5]), ("1-4", [1, 2, 3, 4]), ("0-20/5", [0, 5, 10, 15, 20]), ("*/20", [0, 20, 40]),
      ("50/4", [50, 54, 58]), ("7-7", [7]), ("1,1,1", [1]),
    ] as [(String, [Int])])
  func minutesAreRead(text: String, expected: [Int]) throws {
    #expect(try numbers(text, .minute) == expected)
  }

  @Test(
    arguments: [
      ("0", [0]), ("7", [0]), ("SUN", [0]), ("fri-sun", [0, 5, 6]), ("5-7", [0, 5, 6]), ("*", Array(0...6)),
      ("mon-fri/2", [1, 3, 5]),
    ] as [(String, [Int])])
  func sundayBeginsAWeekAndEndsIt(text: String, expected: [Int]) throws {
    #expect(try numbers(text, .dayOfWeek) == expected)
  }

  @Test func namesOfMonthsAreRead() throws {
    #expect(try numbers("jan,DEC", .month) == [1, 12])
  }

  @Test(arguments: ["60", "-1", "a", "", "1,", "1-", "5-1", "*/0", "*/60", "1/2/3", "1 2", "٣"])
  func whatIsNoMinuteIsRefused(text: String) {
    #expect(throws: CronError.self) { try CronFieldKind.minute.parse(text[...]) }
  }

  @Test func starSaysThatNothingIsRestricted() throws {
    #expect(try CronFieldKind.dayOfMonth.parse("*/2").isStar && CronFieldKind.dayOfMonth.parse("?").isStar)
    #expect(try !CronFieldKind.dayOfMonth.parse("1-31").isStar)
  }

  @Test func firstIsTheLeastFromThereOn() throws {
    let field = try CronFieldKind.minute.parse("10,59")
    #expect(field.first(from: 0) == 10 && field.first(from: 10) == 10 && field.first(from: 11) == 59)
    #expect(field.first(from: 60) == nil && field.first(from: 64) == nil)
  }
}
