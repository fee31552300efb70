// When the next worker of a handler may be started after one has failed. Pure: the clock is a parameter.

/// The pause between failures of one handler's workers.
struct WorkerBackoff: Hashable {
  /// Failures since the last finished job; those of one pause count once.
  private(set) var failures = 0
  /// No start before this moment, in microseconds of the monotonic clock.
  private(set) var untilMicros: Int64?

  /// A start failed, or a worker died or had to be killed.
  mutating func note(now: Int64, _ pace: WorkerPace) {
    if isPausing(now: now) { return }
    failures += 1
    let doublings = min(failures - 1, 20)
    untilMicros = now + min(pace.pauseMicros << Int64(doublings), pace.pauseMicrosMax)
  }

  /// A job has been finished.
  mutating func reset() {
    self = WorkerBackoff()
  }

  func isPausing(now: Int64) -> Bool {
    untilMicros.map { now < $0 } ?? false
  }
}
