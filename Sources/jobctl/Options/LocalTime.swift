// Times as a person at this machine means them: of the local clock, today or on a date.

import JobWire

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads times without a time zone.
enum LocalTime {
  /// Which day is meant by a time of day alone.
  enum Side {
    /// The next time that the clock shows it: for what is to begin or to end.
    case next
    /// The last time that the clock showed it: for what has been.
    case last
  }

  /// "08:00", "08:00:30", "tomorrow 9:00", "wed 22:30", "2026-11-23", "2026-11-23 08:00", "2026-11-23T08:00:30"
  static func parse(_ text: String, now: WireTime, _ side: Side = .next) -> WireTime? {
    let words = text.split(separator: " ")
    if words.count == 2, let day = words.first?.lowercased(), day.first?.isLetter == true {
      return numbers(words[1], separator: ":").flatMap { named(day, $0, now, side) }
    }
    let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" })
    guard (1...2).contains(parts.count) else { return nil }
    if parts.count == 1, let clock = numbers(parts[0], separator: ":") { return nearest(clock, now, side) }
    guard let date = numbers(parts[0], separator: "-"), date.count == 3, (1970...9999).contains(date[0]) else {
      return nil
    }
    guard let clock = parts.count == 2 ? numbers(parts[1], separator: ":") : [0, 0] else { return nil }
    var fields = tm()
    fields.tm_year = date[0] - 1_900
    fields.tm_mon = date[1] - 1
    fields.tm_mday = date[2]
    guard (1...12).contains(date[1]), (1...31).contains(date[2]) else { return nil }
    // The C library takes the 30th of February for a day in March.
    var noon = fields
    (noon.tm_hour, noon.tm_isdst) = (12, -1)
    guard mktime(&noon) != -1, noon.tm_mday == date[2] else { return nil }
    return time(fields, clock)
  }

  private static let weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

  /// A time of day on a day with a name. A weekday is the next one, or the last one, at which the time has not, or has,
  /// come; today is today, also when its time has gone by.
  private static func named(_ day: String, _ clock: [Int32], _ now: WireTime, _ side: Side) -> WireTime? {
    var fields = date(now)
    if let distance = ["yesterday": -1, "today": 0, "tomorrow": 1][day] {
      fields.tm_mday += Int32(distance)
      return time(fields, clock)
    }
    guard day.count >= 3, let weekday = weekdays.firstIndex(where: { $0.hasPrefix(day) }) else { return nil }
    let ahead = (Int32(weekday) - fields.tm_wday + 7) % 7
    fields.tm_mday += side == .next || ahead == 0 ? ahead : ahead - 7
    guard let first = time(fields, clock) else { return nil }
    switch side {
    case .next where first <= now: fields.tm_mday += 7
    case .last where first > now: fields.tm_mday -= 7
    case .next, .last: return first
    }
    return time(fields, clock)
  }

  private static func date(_ time: WireTime) -> tm {
    var seconds = time_t(time.micros / 1_000_000)
    var fields = tm()
    localtime_r(&seconds, &fields)
    return fields
  }

  private static func nearest(_ clock: [Int32], _ now: WireTime, _ side: Side) -> WireTime? {
    var fields = date(now)
    guard let today = time(fields, clock) else { return nil }
    switch side {
    case .next:
      if today > now { return today }
      fields.tm_mday += 1
    case .last:
      if today <= now { return today }
      fields.tm_mday -= 1
    }
    return time(fields, clock)
  }

  private static func time(_ date: tm, _ clock: [Int32]) -> WireTime? {
    guard (2...3).contains(clock.count), (0...23).contains(clock[0]), (0...59).contains(clock[1]) else { return nil }
    var fields = date
    fields.tm_hour = clock[0]
    fields.tm_min = clock[1]
    fields.tm_sec = clock.count == 3 ? clock[2] : 0
    // Whether daylight saving holds then is for the C library to find out.
    fields.tm_isdst = -1
    guard (0...59).contains(fields.tm_sec) else { return nil }
    let seconds = mktime(&fields)
    return seconds == -1 ? nil : WireTime(micros: Int64(seconds) * 1_000_000)
  }

  private static func numbers(_ text: Substring, separator: Character) -> [Int32]? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count >= 2 else { return nil }
    var numbers: [Int32] = []
    for part in parts {
      guard (1...4).contains(part.count), let number = Int32(part), number >= 0 else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
