// Days of the proleptic Gregorian calendar and their numbers, without a time zone: what cron expressions, RFC 3339 and
// the dates of HTTP headers all need.

/// A day of the calendar.
package struct CivilDay: Hashable, Sendable {
  /// Days since 1970-01-01.
  package let number: Int
  package let year: Int
  package let month: Int
  package let day: Int

  /// From a day number, by the era arithmetic that counts years from March, so that a leap day ends its year.
  package init(number: Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    self.number = number
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// The day of that name. One that its month does not have, such as February 31, is the day as many days later.
  package init(year: Int, month: Int, day: Int) {
    self.init(number: Self.number(year: year, month: month, day: day))
  }

  /// Days since 1970-01-01 of the day of that name; the inverse of `init(number:)`.
  package static func number(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// 0 is Sunday.
  package var weekday: Int {
    let rest = (number + 4) % 7
    return rest < 0 ? rest + 7 : rest
  }

  package var daysInMonth: Int { Self.days(ofMonth: month, in: year) }

  package var next: CivilDay { CivilDay(number: number + 1) }

  package var firstOfNextMonth: CivilDay { CivilDay(number: number + daysInMonth - day + 1) }

  static func days(ofMonth month: Int, in year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}
