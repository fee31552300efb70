// Moments as text for those outside: callbacks and worker processes.

extension Timestamp {
  /// RFC 3339 in UTC with microseconds.
  var rfc3339: String {
    "\(rfc3339Seconds.dropLast()).\(Self.padded(Int(micros - wholeSeconds * 1_000_000), 6))Z"
  }

  /// RFC 3339 in UTC, cut to whole seconds: in sentences.
  var rfc3339Seconds: String {
    let time = CivilTime(seconds: Int(wholeSeconds))
    let day = CivilDay(time)
    let second = time.secondOfDay
    let date = "\(Self.padded(day.year, 4))-\(Self.padded(day.month, 2))-\(Self.padded(day.day, 2))"
    let clock = [second / 3_600, second / 60 % 60, second % 60].map { Self.padded($0, 2) }.joined(separator: ":")
    return "\(date)T\(clock)Z"
  }

  private var wholeSeconds: Int64 {
    micros >= 0 ? micros / 1_000_000 : (micros - 999_999) / 1_000_000
  }

  /// What `rfc3339` wrote; `nil` for anything else.
  init?(rfc3339 text: String) {
    let parts = text.split { "-T:.Z".contains($0) }
    let numbers = parts.compactMap { Int($0) }
    guard parts.count == 7, numbers.count == 7, parts[6].utf8.count == 6, (1...12).contains(numbers[1]),
      (0...9_999).contains(numbers[0]), numbers[2...].allSatisfy({ (0..<1_000_000).contains($0) })
    else { return nil }
    let day = CivilDay(year: numbers[0], month: numbers[1], day: numbers[2])
    let second = CivilTime(day, secondOfDay: numbers[3] * 3_600 + numbers[4] * 60 + numbers[5]).seconds
    let moment = Timestamp(micros: Int64(second) * 1_000_000 + Int64(numbers[6]))
    // A thirteenth hour of the afternoon, a 31st of February.
    if moment.rfc3339 != text { return nil }
    self = moment
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
