// The `retry` field of a submission: how often and when a failed attempt is tried again.

/// A retry rule; what is nil takes the default.
public struct RetrySpec: Sendable, Equatable {
  public var maxAttempts: Int?
  public var backoff: BackoffShape?
  /// The first delay.
  public var initial: WireDuration?
  /// No delay is longer.
  public var max: WireDuration?
  public var multiplier: Double?
  /// The share of a delay that is random, from 0 to 1.
  public var jitter: Double?
  /// Only these failures are retried.
  public var on: [RetryMatch]?
  /// These failures are not.
  public var notOn: [RetryMatch]?

  public init(
    maxAttempts: Int? = nil, backoff: BackoffShape? = nil, initial: WireDuration? = nil, max: WireDuration? = nil,
    multiplier: Double? = nil, jitter: Double? = nil, on: [RetryMatch]? = nil, notOn: [RetryMatch]? = nil
  ) {
    self.maxAttempts = maxAttempts
    self.backoff = backoff
    self.initial = initial
    self.max = max
    self.multiplier = multiplier
    self.jitter = jitter
    self.on = on
    self.notOn = notOn
  }
}

extension RetrySpec: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("max_attempts", maxAttempts)
    writer.optionalField("backoff", backoff)
    writer.optionalField("initial", initial)
    writer.optionalField("max", max)
    writer.optionalField("multiplier", multiplier)
    writer.optionalField("jitter", jitter)
    writer.optionalField("on", on)
    writer.optionalField("not_on", notOn)
    writer.endObject()
  }

  /// What only says how the attempts after the first are made.
  private static let others = ["max", "backoff", "initial", "multiplier", "jitter", "on", "not_on"]

  package init(fields reader: inout ObjectReader) {
    maxAttempts = reader.int("max_attempts")
    backoff = reader.choice("backoff")
    initial = reader.duration("initial")
    max = reader.duration("max")
    multiplier = reader.number("multiplier")
    jitter = reader.number("jitter")
    on = reader.retryMatches("on")
    notOn = reader.retryMatches("not_on")
    // A program that has found nothing to retry does not mean every failure.
    reader.notEmpty("on", else: "must list at least one, or be left out for every failure")
    // Without it there is one attempt and nothing else in here would mean anything; `max` is easily taken for it.
    if let other = reader.lacking("max_attempts", for: Self.others) {
      let meant = other == "max" ? "; max is the longest pause between two" : ""
      reader.problem("max_attempts", "is missing: without it there is one attempt and no retry\(meant)")
    }
  }
}
