// Whether a failed attempt is followed by another, and after which pause. Pure: chance is a parameter.

/// The arithmetic of `RetryRule`.
enum RetryPolicy {
  /// Whether `rule` allows another attempt after `attempt` (from 1, of `maxAttempts`) failed for `reason`.
  static func allowsRetry(
    _ rule: RetryRule, attempt: Int, maxAttempts: Int, reason: Reason, exitCode: Int32?
  ) -> Bool {
    guard attempt < maxAttempts else { return false }
    func matches(_ condition: RetryCondition) -> Bool {
      switch condition {
      case .exitCode(let code): reason == .exit && exitCode == code
      case .reason(let name): reason.name == name
      }
    }
    if rule.notOn.contains(where: matches) { return false }
    return rule.on.isEmpty || rule.on.contains(where: matches)
  }

  /// The pause after `attempt` (from 1) failed.
  ///
  /// - Units:  microseconds; `chance` is uniform in 0..<1 and moves the pause within ± `jitter`.
  /// - Source: exponential `initial × multiplier^(attempt−1)`, linear `initial × attempt`, both capped at `max`
  ///   before the jitter, so that capped pauses do not fall into step either.
  static func pauseMicros(_ rule: RetryRule, after attempt: Int, chance: Double) -> Int64 {
    let step = Double(max(1, attempt))
    let initial = Double(rule.initialMicros)
    let grown =
      switch rule.backoff {
      case .constant: initial
      case .linear: initial * step
      case .exponential: initial * power(rule.multiplier, Int(step) - 1)
      }
    let capped = min(grown, Double(rule.maxMicros))
    let varied = capped * (1 + rule.jitter * (2 * chance - 1))
    return Int64(min(max(0, varied), Double(Limits.durationMicrosMax)))
  }

  /// The pause after a start failed for lack of resources `shortages` times in a row: short at first, because a
  /// slot waits, and bounded, because the shortage may end at any moment.
  static func shortagePauseMicros(after shortages: Int) -> Int64 {
    let doubled = Int64(250_000) << Int64(min(max(0, shortages - 1), 7))
    return min(doubled, 30_000_000)
  }

  /// `base` to a whole power by squaring; infinity is fine, the caller caps it.
  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    var factor = base
    var remaining = exponent
    while remaining > 0 {
      if remaining & 1 == 1 { result *= factor }
      factor *= factor
      remaining >>= 1
    }
    return result
  }
}
