// Moments as RFC 3339 text, by hand, because every submission and every list of jobs has several: one writer and one
// reader for the wire, for callbacks and for worker processes.

/// Times as RFC 3339 writes them; inside, a moment is microseconds since 1970-01-01T00:00:00Z.
package enum RFC3339 {
  /// The moments that four digits of a year can say.
  private static let microsRange: ClosedRange<Int64> = -62_167_219_200_000_000...253_402_300_799_999_999
  private static let dayMicros: Int64 = 86_400_000_000

  /// `2026-11-22T08:00:00.123456Z`, always so long; a moment outside of the years 0 to 9999 is taken for their end.
  package static func text(micros: Int64) -> String {
    var text: [UInt8] = []
    append(micros: micros, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// `2026-11-22T08:00:00Z`, cut to whole seconds: for sentences.
  package static func secondsText(micros: Int64) -> String { "\(text(micros: micros).prefix(19))Z" }

  /// The same as `text` as bytes, for a writer that has many of them.
  package static func append(micros: Int64, to text: inout [UInt8]) {
    let bounded = min(max(micros, microsRange.lowerBound), microsRange.upperBound)
    let dayNumber = (bounded >= 0 ? bounded : bounded - dayMicros + 1) / dayMicros
    let day = CivilDay(number: Int(dayNumber))
    let inDay = Int(bounded - dayNumber * dayMicros)
    let seconds = inDay / 1_000_000
    // Twenty-seven bytes at fixed places, put down in one piece: a list of jobs has three times in each of them.
    let zero = UInt8(ascii: "0")
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 27) { buffer in
      func pair(_ value: Int, at index: Int, then after: UInt8) {
        let bounded = UInt8(truncatingIfNeeded: value)
        buffer[index] = zero + bounded / 10
        buffer[index + 1] = zero + bounded % 10
        buffer[index + 2] = after
      }
      pair(day.year / 100, at: 0, then: zero)
      pair(day.year % 100, at: 2, then: UInt8(ascii: "-"))
      pair(day.month, at: 5, then: UInt8(ascii: "-"))
      pair(day.day, at: 8, then: UInt8(ascii: "T"))
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

  /// The moment of a text with any offset; digits beyond microseconds are dropped. `nil` for what is no time, and for
  /// years before 1970: nothing that jobs know happened then.
  package static func micros(_ text: String) -> Int64? {
    var scanner = TimeScanner(text)
    guard let year = scanner.number(digits: 4), scanner.take("-"), let month = scanner.number(digits: 2),
      scanner.take("-"), let day = scanner.number(digits: 2), scanner.takeDateEnd(),
      let hour = scanner.number(digits: 2), scanner.take(":"), let minute = scanner.number(digits: 2),
      scanner.take(":"), let second = scanner.number(digits: 2), let fraction = scanner.fractionMicros(),
      let offset = scanner.offsetMinutes(), scanner.isAtEnd
    else { return nil }
    guard (1970...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= CivilDay.days(ofMonth: month, in: year), hour < 24, minute < 60, second <= 60
    else { return nil }
    let days = CivilDay.number(year: year, month: month, day: day)
    let seconds = (hour * 60 + minute - offset) * 60 + second
    return Int64(days) * dayMicros + Int64(seconds) * 1_000_000 + fraction
  }
}
