// A moment of wall-clock time, as the rows and the wire know it. Elapsed time inside the daemon is a `Duration`.

/// A moment on the wall clock.
///
/// - Units: microseconds since 1970-01-01T00:00:00Z, leap seconds ignored.
public struct Timestamp: Hashable, Comparable, Codable, Sendable {
  /// Microseconds since 1970-01-01T00:00:00Z.
  public let micros: Int64

  /// The moment so many microseconds after 1970-01-01T00:00:00Z.
  public init(micros: Int64) {
    self.micros = micros
  }

  /// The earlier one first.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.micros < right.micros
  }

  /// The moment `micros` later (earlier when negative), clamped at the ends of the representable range.
  public func advanced(byMicros delta: Int64) -> Timestamp {
    let (sum, overflow) = micros.addingReportingOverflow(delta)
    return Timestamp(micros: overflow ? (delta > 0 ? .max : .min) : sum)
  }

  /// Microseconds from `other` to this moment; negative when this moment is the earlier one.
  public func micros(since other: Timestamp) -> Int64 {
    let (difference, overflow) = micros.subtractingReportingOverflow(other.micros)
    return overflow ? (micros > other.micros ? .max : .min) : difference
  }
}

extension Duration {
  /// A duration of whole microseconds, the unit of every stored duration.
  public static func micros(_ value: Int64) -> Duration {
    .microseconds(value)
  }
}
