// The Date field of answers, formatted once per second of real use: an origin server with a clock must send it.

import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `Date: Sun, 22 Nov 2026 08:00:00 GMT`, kept while the second lasts.
struct DateField {
  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  private var second: time_t = -1
  private var line: [UInt8] = []

  mutating func write(into buffer: inout ByteBuffer) {
    var now = timespec()
    #if os(Linux)
      // Read from shared memory without a system call; its 4 ms grain is finer than this field's.
      clock_gettime(CLOCK_REALTIME_COARSE, &now)
    #else
      clock_gettime(CLOCK_REALTIME, &now)
    #endif
    if now.tv_sec != second {
      second = now.tv_sec
      line = Array(Self.format(second).utf8)
    }
    buffer.writeBytes(line)
  }

  private static func format(_ second: time_t) -> String {
    var second = second
    var parts = tm()
    gmtime_r(&second, &parts)
    let day = two(parts.tm_mday)
    let time = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    let date = "\(day) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1_900)"
    return "Date: \(weekdays[Int(parts.tm_wday)]), \(date) \(time) GMT\r\n"
  }

  private static func two(_ number: Int32) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
