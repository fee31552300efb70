// When to log a trouble that lasts: not each time it is met.

/// It is logged when it begins, once a minute as long as it lasts, and when it is over, if it was logged at all.
struct LastingTrouble {
  private var saidAt: ContinuousClock.Instant?
  private var isSaid = false

  /// Whether to log it now. A trouble that comes back within the minute is not logged again before the minute is over.
  mutating func isDue(at now: ContinuousClock.Instant = .now) -> Bool {
    if let saidAt, now - saidAt < .micros(Limits.troubleSaidMicros) { return false }
    (saidAt, isSaid) = (now, true)
    return true
  }

  /// Whether to say now that it is over.
  mutating func isOver() -> Bool {
    defer { isSaid = false }
    return isSaid
  }
}
