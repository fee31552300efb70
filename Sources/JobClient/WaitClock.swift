// Splits a wait of any length into pieces the daemon accepts.

import JobWire

/// The time left of a wait.
struct WaitClock: Sendable {
  /// When the whole time is up; nil when it never is.
  let deadline: ContinuousClock.Instant?
  private let piece: Duration

  /// A wait that starts now; without a timeout it never ends.
  init(timeout: WireDuration?, pieceSeconds: Int64) {
    deadline = timeout.map { ContinuousClock.now + .microseconds($0.micros) }
    piece = .seconds(pieceSeconds)
  }

  /// Whether the whole time is up.
  var isOver: Bool { deadline.map { $0 <= ContinuousClock.now } ?? false }

  /// What is left of the whole time; nil when it never ends.
  var timeLeft: WireDuration? { deadline.map { Self.micros(max(.zero, $0 - ContinuousClock.now)) } }

  /// How long the next request may wait.
  func nextPiece() -> WireDuration {
    Self.micros(left(of: piece))
  }

  /// So long, but not beyond the end of the whole time.
  func left(of duration: Duration) -> Duration {
    deadline.map { min(duration, max(.zero, $0 - ContinuousClock.now)) } ?? duration
  }

  private static func micros(_ duration: Duration) -> WireDuration {
    let (seconds, attoseconds) = duration.components
    return WireDuration(micros: seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
  }
}
