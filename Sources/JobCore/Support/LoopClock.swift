// The clock of event loops: it never jumps, and stands still while the machine is suspended, as their timers do.

import Glibc

/// The monotonic clock.
enum LoopClock {
  /// Microseconds since some moment in the past.
  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }
}
