// The present, and how people speak of times: "5m" ago, "in 2h", a day and a time of day.

import JobWire

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Words for times relative to one moment.
struct Moment: Sendable {
  let now: WireTime

  /// This moment.
  static var current: Moment {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Moment(now: WireTime(micros: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000))
  }

  /// "5m" for a time five minutes ago, "in 5m" for one to come.
  func distance(to time: WireTime) -> String {
    let micros = now.micros - time.micros
    return micros >= 0 ? Self.short(micros) : "in " + Self.ahead(-micros)
  }

  /// How long ago something happened: "5m". A time ahead of the clock, which was set back since, counts as now.
  func age(of time: WireTime) -> String {
    Self.short(now.micros - time.micros)
  }

  /// A length in its one largest unit, as tables show it: "250ms", "12s", "5m", "3h", "9d".
  static func short(_ micros: Int64) -> String {
    switch micros {
    case ..<1_000_000: "\(max(0, micros) / 1_000)ms"
    case ..<60_000_000: "\(micros / 1_000_000)s"
    case ..<3_600_000_000: "\(micros / 60_000_000)m"
    case ..<172_800_000_000: "\(micros / 3_600_000_000)h"
    default: "\(micros / 86_400_000_000)d"
    }
  }

  /// A length to come as `short` has it, but rounded up: what starts "in 2h" does not start sooner.
  static func ahead(_ micros: Int64) -> String {
    let units: [(name: String, micros: Int64, below: Int64)] = [
      ("ms", 1_000, 1_000_000), ("s", 1_000_000, 60_000_000), ("m", 60_000_000, 3_600_000_000),
      ("h", 3_600_000_000, 172_800_000_000),
    ]
    func count(_ unit: Int64) -> Int64 { max(0, micros) / unit + (max(0, micros) % unit > 0 ? 1 : 0) }
    for unit in units where count(unit.micros) < unit.below / unit.micros {
      return "\(count(unit.micros))\(unit.name)"
    }
    return "\(count(86_400_000_000))d"
  }

  /// A length in its two largest units, as a single job's page shows it: "1.25s", "5m12s", "3h5m".
  static func long(_ duration: WireDuration) -> String {
    let micros = duration.micros
    switch micros {
    case ..<1_000: return "\(micros)us"
    case ..<1_000_000: return "\(micros / 1_000)ms"
    case ..<60_000_000: return WireDuration(micros: micros / 10_000 * 10_000).description
    case ..<3_600_000_000: return WireDuration(micros: micros / 1_000_000 * 1_000_000).description
    default: return WireDuration(micros: micros / 60_000_000 * 60_000_000).description
    }
  }

  /// The time of the local clock with its zone: "2026-11-22 09:00:00 CET".
  static func zoned(_ time: WireTime) -> String {
    var parts = fields(time)
    var name = [UInt8](repeating: 0, count: zoneBytesMax)
    let count = name.withUnsafeMutableBytes { bytes in
      strftime(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, "%Z", &parts)
    }
    return local(time) + (count > 0 ? " " + String(decoding: name[..<count], as: UTF8.self) : "")
  }

  /// What a zone is called for short has at most a few letters.
  private static let zoneBytesMax = 64

  private static func fields(_ time: WireTime) -> tm {
    var seconds = time_t(time.micros / 1_000_000)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return parts
  }

  /// The time of the local clock: "2026-11-22 09:00:00".
  static func local(_ time: WireTime) -> String {
    let parts = fields(time)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = "\(parts.tm_year + 1_900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return "\(date) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
  }

  /// The time of day of the local clock: "09:00:00".
  static func clock(_ time: WireTime) -> String { String(local(time).suffix(8)) }

  /// The time, and how far away it is: "2026-11-22 09:00:00 CET (5m ago)".
  func full(_ time: WireTime) -> String {
    let words = time <= now ? "\(distance(to: time)) ago" : distance(to: time)
    return "\(Self.zoned(time)) (\(words))"
  }
}
