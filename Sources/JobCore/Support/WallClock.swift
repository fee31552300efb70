// Time as the engine sees it: the wall clock, an alarm on it, and the clock beside it that nobody sets. A protocol, so
// that tests can turn the hands.

import Glibc

/// The wall clock, and a steady one beside it.
public protocol WallClock: Sendable {
  func now() -> Timestamp
  /// Microseconds since some moment in the past, on a clock that nobody sets and that stands still while the machine is
  /// suspended: durations are measured by it.
  func steadyMicros() -> Int64
  /// An alarm that calls `ring` once each time a set moment has come; and whenever the clock has been set back, with a
  /// moment set or without: what was reckoned by it has to be looked at again.
  func makeAlarm(_ ring: @escaping @Sendable () -> Void) -> any Alarm
}

extension WallClock {
  /// The machine's monotonic clock.
  public func steadyMicros() -> Int64 {
    LoopClock.now()
  }
}

/// One moment to be woken at.
public protocol Alarm: Sendable {
  /// Replaces the moment; `nil` is never. A moment that has passed rings at once.
  func set(_ moment: Timestamp?)
}

/// The machine's clock.
public struct SystemClock: WallClock {
  /// The clock of this machine.
  public init() {}

  /// The time of day.
  public func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(micros: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }

  /// An alarm on the wall clock, which holds over clock steps and suspend.
  public func makeAlarm(_ ring: @escaping @Sendable () -> Void) -> any Alarm {
    SystemAlarm(ring)
  }
}
