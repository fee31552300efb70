// The time that a clock on the wall shows, without a time zone: what a cron expression is matched with.

import CivilCalendar

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

extension CivilDay {
  init(_ time: CivilTime) {
    self.init(number: Int((Double(time.seconds) / 86_400).rounded(.down)))
  }
}
