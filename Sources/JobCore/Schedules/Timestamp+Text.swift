// Moments as text for those outside: callbacks and worker processes.

extension Timestamp {
  /// RFC 3339 in UTC with microseconds.
  var rfc3339: String {
    let seconds = micros >= 0 ? micros / 1_000_000 : (micros - 999_999) / 1_000_000
    let time = CivilTime(seconds: Int(seconds))
    let day = CivilDay(time)
    let second = time.secondOfDay
    let date = "\(Self.padded(day.year, 4))-\(Self.padded(day.month, 2))-\(Self.padded(day.day, 2))"
    let clock = [second / 3_600, second / 60 % 60, second % 60].map { Self.padded($0, 2) }.joined(separator: ":")
    return "\(date)T\(clock).\(Self.padded(Int(micros - seconds * 1_000_000), 6))Z"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
