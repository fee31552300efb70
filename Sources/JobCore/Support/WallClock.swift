// Time as the engine sees it: the wall clock and an alarm on it. A protocol, so that tests can turn the hands.

import Dispatch
import Glibc

/// The wall clock.
public protocol WallClock: Sendable {
  func now() -> Timestamp
  /// An alarm that calls `ring` once each time a set moment has come.
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

/// An alarm on the kernel's wall clock: it is set to an absolute time, so it holds over clock steps and suspend, and
/// costs nothing while it waits.
private final class SystemAlarm: Alarm {
  /// Safe: a dispatch source may be used from any thread.
  private nonisolated(unsafe) let source: any DispatchSourceTimer

  init(_ ring: @escaping @Sendable () -> Void) {
    source = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "jobd.alarm", qos: .userInitiated))
    source.setEventHandler(handler: ring)
    source.schedule(wallDeadline: .distantFuture)
    source.activate()
  }

  deinit {
    source.cancel()
  }

  func set(_ moment: Timestamp?) {
    guard let moment else {
      source.schedule(wallDeadline: .distantFuture)
      return
    }
    // One microsecond later than asked: the timer may round down, and a job must never start early.
    let micros = max(0, moment.advanced(byMicros: 1).micros)
    let time = timespec(tv_sec: Int(micros / 1_000_000), tv_nsec: Int(micros % 1_000_000) * 1_000)
    source.schedule(wallDeadline: DispatchWallTime(timespec: time), leeway: .nanoseconds(0))
  }
}
