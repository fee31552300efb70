// Points in time: RFC 3339 text outside, microseconds since the epoch inside.

import CivilCalendar

/// A point in time on the wire, in microseconds since 1970-01-01T00:00:00Z.
public struct WireTime: Sendable, Hashable, Comparable {
  /// Microseconds since the epoch.
  public var micros: Int64

  public init(micros: Int64) { self.micros = micros }

  public static func < (left: WireTime, right: WireTime) -> Bool { left.micros < right.micros }

  /// The second half of a sentence about a field that holds no time.
  package static let expectation =
    "must be a time such as \"2026-11-22T08:00:00Z\" (RFC 3339, with an offset, from 1970 to 9999)"

  /// A time from RFC 3339 text with any offset; digits beyond microseconds are dropped, years run from 1970 to 9999.
  package init?(parsing text: String) {
    guard let micros = RFC3339.micros(text) else { return nil }
    self.micros = micros
  }
}

extension WireTime: CustomStringConvertible {
  /// `2026-11-22T08:00:00.123456Z`
  public var description: String { RFC3339.text(micros: max(0, micros)) }

  /// The same as bytes, for a writer that has many of them.
  func appendText(to text: inout [UInt8]) { RFC3339.append(micros: max(0, micros), to: &text) }
}
