// How long to leave a daemon alone that is away: it may be starting again, and a thousand clients are waiting for it.

/// Pauses that grow, each a little different for everybody.
struct ReconnectPause {
  private static let first = Duration.milliseconds(100)
  private static let longest = Duration.seconds(5)

  private var length = Self.first

  /// The stream is alive.
  mutating func reset() { length = Self.first }

  /// The next pause; `share` between 0 and 1 is drawn by chance.
  mutating func next(share: Double = .random(in: 0...1)) -> Duration {
    defer { length = min(Self.longest, length * 2) }
    return length * (0.5 + share / 2)
  }
}
