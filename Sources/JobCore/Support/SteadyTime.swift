// Steady time: what attempts elsewhere and batches are given lasts so long, whatever somebody sets the clock to meanwhile.

/// A time of day that nobody sets: the wall clock's at the start of the daemon, less what that had been set by before,
/// and from there on as even as CLOCK_MONOTONIC.
///
/// Rows have the ends of leases, timeouts and graces in it, and `meta.clock_ahead` says how far the wall clock is ahead
/// of it: so a step costs one number and not a row for each lease, and a later daemon, whose monotonic clock has begun
/// anew, goes on with the wall clock less that number.
///
/// The time of a suspend does not count, as for the timeouts of commands and in asyncio. For leases that is the safe
/// side too: workers are told to count it, so that none goes on when its lease has ended here; and those that renewed
/// in vain while this machine slept have as much time left as they had, before their jobs are given to others.
struct SteadyTime: Sendable {
  /// Where it is kept how far the wall clock is ahead.
  static let aheadName = "clock_ahead"

  private let clock: any WallClock
  /// Steady time when the steady clock was at 0.
  private let origin: Timestamp

  /// - Parameters:
  ///   - start: the wall clock at the start.
  ///   - ahead: how far that is ahead of steady time.
  init(_ clock: any WallClock, start: Timestamp, ahead: Int64) {
    self.clock = clock
    origin = start.advanced(byMicros: -ahead).advanced(byMicros: -clock.steadyMicros())
  }

  var now: Timestamp {
    origin.advanced(byMicros: clock.steadyMicros())
  }

  /// How far the wall clock is ahead right now. It is looked at last: what passes between the two makes an alarm late
  /// by as much, and not early.
  var ahead: Int64 {
    let steady = now
    return clock.now().micros(since: steady)
  }

  /// What the wall clock shows at a moment of steady time, if nobody sets it until then.
  func wall(_ moment: Timestamp) -> Timestamp {
    moment.advanced(byMicros: ahead)
  }
}
