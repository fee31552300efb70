// Days and their numbers: there and back over all kinds of years, and what a day is followed by.

import Testing

@testable import CivilCalendar

@Suite struct CivilDayTests {
  @Test func daysFollowOneAnotherAndKeepTheirNumbers() {
    // From before the year 0 to after 2400: every century rule comes up.
    var last = CivilDay(number: -720_000)
    for number in -719_999...160_000 {
      let day = CivilDay(number: number)
      let isNextDay = day.month == last.month && day.day == last.day + 1
      let isNextMonth = day.day == 1 && last.day == last.daysInMonth && day.month == last.month % 12 + 1
      guard isNextDay || isNextMonth, day.year == last.year + (day.month < last.month ? 1 : 0),
        CivilDay.number(year: day.year, month: day.month, day: day.day) == number,
        day.weekday == (last.weekday + 1) % 7, last.next == day
      else {
        Issue.record("\(day) does not follow \(last)")
        return
      }
      last = day
    }
  }

  @Test func theEpochIsAThursday() {
    let day = CivilDay(number: 0)
    #expect((day.year, day.month, day.day) == (1970, 1, 1))
    #expect(day.weekday == 4)
  }

  @Test(arguments: [(2024, 2, 29), (2023, 2, 28), (1900, 2, 28), (2000, 2, 29), (2026, 4, 30), (2026, 12, 31)])
  func monthsHaveTheirDays(_ year: Int, _ month: Int, _ days: Int) {
    let day = CivilDay(year: year, month: month, day: 7)
    #expect(day.daysInMonth == days)
    let next = day.firstOfNextMonth
    #expect((next.year, next.month, next.day) == (month == 12 ? year + 1 : year, month % 12 + 1, 1))
  }

  @Test func aDayThatItsMonthDoesNotHaveIsALaterOne() {
    #expect(CivilDay(year: 2026, month: 2, day: 31) == CivilDay(year: 2026, month: 3, day: 3))
  }
}
