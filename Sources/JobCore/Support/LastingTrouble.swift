// When to say of a trouble that lasts that it is there: not each time it is met.

/// As it begins, once a minute as long as it lasts, and when it is over, if it was said.
struct LastingTrouble {
  private var saidAt: ContinuousClock.Instant?
  private var isSaid = false

  /// Whether to say now that it is there. One that comes back within the minute waits for its turn.
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
