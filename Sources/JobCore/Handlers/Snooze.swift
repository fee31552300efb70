// What a handler throws to be run again later, or never.

/// Thrown by a handler: run this job again later. The attempt does not count.
public struct Snooze: Error, Hashable, Sendable {
  /// The pause; none or less is at once.
  public let duration: Duration

  /// Again after this pause.
  public init(for duration: Duration) {
    self.duration = duration
  }
}

/// Thrown by a handler: this job failed, and trying again is of no use.
public struct Discard: Error, Hashable, Sendable {
  /// What the job's failure says.
  public let reason: String

  /// For this reason.
  public init(_ reason: String) {
    self.reason = reason
  }
}
