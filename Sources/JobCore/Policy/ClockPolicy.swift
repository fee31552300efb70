// What becomes of stored times when the clock has been set back. Pure.

/// Which times are cut, and to what.
///
/// A time of day that somebody asked for, a due time or a deadline, stays: it comes when the clock shows it. A pause, a
/// lease or a time limit that was reckoned from a moment that is now in the future is reckoned from now instead. What
/// is past already, or was reckoned from a moment that is past, is not touched; so looking twice changes nothing.
enum ClockPolicy {
  /// Whether the clock has been set back between two looks; less than `Limits.clockBackMicrosMin` is waited out.
  static func wasSetBack(from last: Timestamp, to now: Timestamp) -> Bool {
    last.micros(since: now) >= Limits.clockBackMicrosMin
  }

  /// The end of what began at `start`.
  static func cut(_ end: Timestamp, begunAt start: Timestamp, now: Timestamp) -> Timestamp {
    start > now ? now.advanced(byMicros: end.micros(since: start)) : end
  }

  /// The end of what never lasts longer than `micros`.
  static func cut(_ end: Timestamp, lasting micros: Int64, now: Timestamp) -> Timestamp {
    min(end, now.advanced(byMicros: micros))
  }

  /// A lease as its row has it: a renewal is stored for a third more than is said, and a start gives every lease some
  /// time.
  static func cut(leaseEnd end: Timestamp, leaseMicros: Int64, now: Timestamp) -> Timestamp {
    cut(end, lasting: max(leaseMicros + leaseMicros / 3, Limits.leaseAfterStartMicros), now: now)
  }
}
