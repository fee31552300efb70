// Gauges are read again after commits, and when a handler is given up or has ended after all, at most once a second: an
// idle queue costs nothing.

/// Brings gauges up to date.
struct GaugeLoop: Sendable {
  private let alarm: EarliestAlarm
  private let clock: any WallClock

  init(_ clock: any WallClock) {
    self.clock = clock
    alarm = EarliestAlarm(clock)
  }

  /// Something has changed.
  func note() {
    alarm.note(clock.now().advanced(byMicros: Limits.gaugeMicros))
  }

  /// Calls `refresh` after changes until the task is cancelled.
  func run(_ refresh: () async -> Void) async {
    for await _ in alarm.rings {
      alarm.clear()
      await refresh()
    }
  }
}
