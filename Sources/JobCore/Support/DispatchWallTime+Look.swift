// Far dates as timers take them: libraries count in nanoseconds, and wrap beyond the year 2554.

import Dispatch

extension DispatchWallTime {
  /// When to look whether `moment` has come: then, at once if it has passed, or a day from now if it is further ahead.
  static func look(for moment: Timestamp) -> DispatchWallTime {
    let micros = moment.micros(since: SystemClock().now())
    return .now() + .microseconds(Int(min(max(0, micros), Limits.timerAheadMicrosMax)))
  }
}
