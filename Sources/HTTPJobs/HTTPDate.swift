// Dates in HTTP headers, in the three forms that a recipient must understand. Source: RFC 9110, section 5.6.7.

import CivilCalendar

/// Reads dates of headers.
enum HTTPDate {
  /// Seconds since 1970; `nil` for what is no date.
  static func seconds(_ text: String) -> Int64? {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    switch (words.count, words.last) {
    // Sun, 06 Nov 1994 08:49:37 GMT
    case (6, "GMT"): return seconds(day: words[1], month: words[2], year: words[3], time: words[4])
    // Sunday, 06-Nov-94 08:49:37 GMT
    case (4, "GMT"):
      let date = words[1].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
      return date.count == 3 ? seconds(day: date[0], month: date[1], year: date[2], time: words[2]) : nil
    // Sun Nov  6 08:49:37 1994, Sun Nov 16 08:49:37 1994
    case (6, let year?) where words[2].isEmpty:
      return seconds(day: words[3], month: words[1], year: year, time: words[4])
    case (5, let year?): return seconds(day: words[2], month: words[1], year: year, time: words[3])
    default: return nil
    }
  }

  private static func seconds(day: String, month: String, year: String, time: String) -> Int64? {
    guard let day = number(day, 1...31), let month = months.firstIndex(of: month),
      let written = number(year, 0...9_999), let second = secondOfDay(time)
    else { return nil }
    // A year of two digits: below 70 it belongs to this century, from 70 on to the last one.
    let year = year.utf8.count == 2 ? written + (written < 70 ? 2_000 : 1_900) : written
    return Int64(CivilDay.number(year: Int(year), month: month + 1, day: Int(day))) * 86_400 + second
  }

  private static func secondOfDay(_ text: String) -> Int64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let hour = number(parts[0], 0...23), let minute = number(parts[1], 0...59),
      let second = number(parts[2], 0...60)
    else { return nil }
    return hour * 3_600 + minute * 60 + second
  }

  private static func number(_ text: String, _ range: ClosedRange<Int64>) -> Int64? {
    guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let value = Int64(text), range.contains(value)
    else { return nil }
    return value
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
