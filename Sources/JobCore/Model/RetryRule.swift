// When a failed attempt is followed by another: the rule as submitted. Policy/RetryPolicy computes with it.

/// How the pause before the next attempt grows.
public enum Backoff: String, Codable, Sendable {
  case exponential
  case linear
  case constant
}

/// How often and when a job is tried again.
public struct RetryRule: Hashable, Codable, Sendable {
  /// Attempts in all, the first included; 1 means no retry.
  public var maxAttempts = 1
  /// How pauses grow from attempt to attempt.
  public var backoff = Backoff.exponential
  /// The first pause, in microseconds.
  public var initialMicros: Int64 = 1_000_000
  /// No pause is longer than this, in microseconds.
  public var maxMicros: Int64 = 3_600_000_000
  /// Growth per attempt of an exponential backoff; at least 1.
  public var multiplier = 2.0
  /// Each pause is varied at random by up to this fraction, 0…1, so that failures do not come back in step.
  public var jitter = 0.1
  /// Only these conditions are retried; empty means all.
  public var on: [RetryCondition] = []
  /// These conditions are never retried; it outweighs `on`.
  public var notOn: [RetryCondition] = []

  /// One attempt.
  public init() {}
}

/// Something an attempt can end with, as named in `retry.on` and `retry.not_on`.
public enum RetryCondition: Hashable, Codable, Sendable {
  case exitCode(Int32)
  case reason(String)
}
