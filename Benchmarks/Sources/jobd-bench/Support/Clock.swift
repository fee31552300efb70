// The two clocks: one for durations, one for comparing with what jobd wrote down.

import Glibc

/// Time in microseconds.
enum Clock {
  /// For durations.
  static var monotonic: Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) * 1_000_000 + Double(now.tv_nsec) / 1_000
  }

  /// Since the epoch, as jobd stamps its rows.
  static var wall: Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
  }

  static func sleep(seconds: Double) {
    usleep(UInt32(seconds * 1_000_000))
  }
}
