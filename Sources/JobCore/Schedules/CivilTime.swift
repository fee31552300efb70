// Calendar arithmetic without a time zone: days and seconds of the proleptic Gregorian calendar.

/// A day of the calendar.
struct CivilDay: Hashable, Sendable {
  /// Days since 1970-01-01.
  let number: Int
  let year: Int
  let month: Int
  let day: Int

  init(_ time: CivilTime) {
    self.init(number: Int((Double(time.seconds) / 86_400).rounded(.down)))
  }

  /// From a day number, by the era arithmetic that counts years from March, so that a leap day ends its year.
  init(number: Int) {
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

  /// The day of that name.
  init(year: Int, month: Int, day: Int) {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    self.init(number: era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468)
  }

  /// 0 is Sunday.
  var weekday: Int {
    let rest = (number + 4) % 7
    return rest < 0 ? rest + 7 : rest
  }

  var daysInMonth: Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  var next: CivilDay { CivilDay(number: number + 1) }

  var firstOfNextMonth: CivilDay { CivilDay(number: number + daysInMonth - day + 1) }
}

/// A time on the clock on the wall: seconds since 1970-01-01 00:00 as that clock counts them.
struct CivilTime: Hashable, Comparable, Sendable {
  let seconds: Int

  init(seconds: Int) {
    self.seconds = seconds
  }

  init(_ day: CivilDay, secondOfDay: Int) {
    seconds = day.number * 86_400 + secondOfDay
  }

  var secondOfDay: Int {
    let rest = seconds % 86_400
    return rest < 0 ? rest + 86_400 : rest
  }

  static func < (a: CivilTime, b: CivilTime) -> Bool {
    a.seconds < b.seconds
  }
}
