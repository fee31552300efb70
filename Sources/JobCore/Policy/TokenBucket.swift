// The rate of a queue: tokens drip in evenly, each start takes one. Pure; the clock is a parameter.

/// A token bucket.
struct TokenBucket: Hashable, Sendable {
  private(set) var tokens: Double
  private(set) var at: Timestamp

  /// A full one.
  init(_ rate: StartRate, now: Timestamp) {
    tokens = Double(rate.burst)
    at = now
  }

  init(tokens: Double, at: Timestamp) {
    self.tokens = tokens
    self.at = at
  }

  /// The bucket with what has dripped in since the last look. A clock that was set back lets nothing in, and the bucket
  /// goes by it from then on, so the caller has to keep what this returns.
  func refilled(_ rate: StartRate, now: Timestamp) -> TokenBucket {
    let elapsed = max(0, now.micros(since: at))
    let dripped = Double(elapsed) / Double(rate.perMicros) * Double(rate.count)
    return TokenBucket(tokens: min(Double(rate.burst), tokens + dripped), at: now)
  }

  /// How many can be taken. A millionth less than a whole token counts as one, because the content is a sum of rounded
  /// parts.
  var whole: Int { Int(tokens + 1e-6) }

  /// Takes a token if there is one.
  mutating func take() -> Bool {
    if whole < 1 { return false }
    tokens = max(0, tokens - 1)
    return true
  }

  /// When there will be a token.
  func nextAt(_ rate: StartRate) -> Timestamp {
    let missing = max(0, 1 - tokens)
    let micros = (missing * Double(rate.perMicros) / Double(rate.count)).rounded(.up)
    return at.advanced(byMicros: Int64(micros))
  }
}
