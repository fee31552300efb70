// Points in time as RFC 3339 text outside and microseconds since the epoch inside, with hand-written calendar arithmetic
// because every submission formats several.

/// A point in time on the wire, in microseconds since 1970-01-01T00:00:00Z.
public struct WireTime: Sendable, Hashable, Comparable {
  /// Microseconds since the epoch.
  public var micros: Int64

  public init(micros: Int64) { self.micros = micros }

  public static func < (left: WireTime, right: WireTime) -> Bool { left.micros < right.micros }

  /// The second half of a sentence about a field that holds no time.
  package static let expectation =
    "must be a time such as \"2026-11-22T08:00:00Z\" (RFC 3339, with an offset, from 1970 to 9999)"

  private static let dayMicros: Int64 = 86_400_000_000

  /// A time from RFC 3339 text with any offset; digits beyond microseconds are dropped, years run from 1970 to 9999.
  package init?(parsing text: String) {
    var scanner = TimeScanner(text)
    guard let year = scanner.number(digits: 4), scanner.take("-"), let month = scanner.number(digits: 2),
      scanner.take("-"), let day = scanner.number(digits: 2), scanner.takeDateEnd(),
      let hour = scanner.number(digits: 2), scanner.take(":"), let minute = scanner.number(digits: 2),
      scanner.take(":"), let second = scanner.number(digits: 2), let fraction = scanner.fractionMicros(),
      let offset = scanner.offsetMinutes(), scanner.isAtEnd
    else { return nil }
    guard (1970...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(year: year, month: month),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    let days = Self.dayNumber(year: year, month: month, day: day)
    let seconds = (hour * 60 + minute - offset) * 60 + second
    micros = days * Self.dayMicros + seconds * 1_000_000 + fraction
  }

  /// Days since the epoch of a date, by counting years from March so that the leap day comes last.
  private static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted % 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The date of a day number; the inverse of `dayNumber`.
  private static func date(dayNumber: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
  }

  private static func days(year: Int64, month: Int64) -> Int64 {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension WireTime: CustomStringConvertible {
  /// `2026-11-22T08:00:00.123456Z`
  public var description: String {
    var text: [UInt8] = []
    appendText(to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// The same as bytes, for a writer that has many of them.
  func appendText(to text: inout [UInt8]) {
    let bounded = min(max(micros, 0), 253_402_300_799_999_999)
    let (year, month, day) = Self.date(dayNumber: bounded / Self.dayMicros)
    let inDay = bounded % Self.dayMicros
    let seconds = inDay / 1_000_000
    // Twenty-seven bytes at fixed places, put down in one piece: a list of jobs has three times in each of them.
    let zero = UInt8(ascii: "0")
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 27) { buffer in
      func pair(_ value: Int64, at index: Int, then after: UInt8) {
        let bounded = UInt8(truncatingIfNeeded: value)
        buffer[index] = zero + bounded / 10
        buffer[index + 1] = zero + bounded % 10
        buffer[index + 2] = after
      }
      pair(year / 100, at: 0, then: zero)
      pair(year % 100, at: 2, then: UInt8(ascii: "-"))
      pair(month, at: 5, then: UInt8(ascii: "-"))
      pair(day, at: 8, then: UInt8(ascii: "T"))
      pair(seconds / 3_600, at: 11, then: UInt8(ascii: ":"))
      pair(seconds / 60 % 60, at: 14, then: UInt8(ascii: ":"))
      pair(seconds % 60, at: 17, then: UInt8(ascii: "."))
      let fraction = inDay % 1_000_000
      pair(fraction / 10_000, at: 20, then: zero)
      pair(fraction / 100 % 100, at: 22, then: zero)
      pair(fraction % 100, at: 24, then: UInt8(ascii: "Z"))
      text.append(contentsOf: buffer)
    }
  }
}
