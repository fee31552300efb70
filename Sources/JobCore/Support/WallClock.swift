// Time as the engine sees it: the wall clock and an alarm on it. A protocol, so that tests can turn the hands.

import Glibc

/// The wall clock.
public protocol WallClock: Sendable {
  func now() -> Timestamp
  /// An alarm that calls `ring` once each time a set moment has come; and whenever the clock has been set back, with a
  /// moment set or without: what was reckoned by it has to be looked at again.
  func makeAlarm(_ ring: @escaping @Sendable () -> Void) -> any Alarm
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
