// What a cancel asks for and what it gets: "accepted" is not "done".

/// How a cancel is to be carried out.
public struct CancelOptions: Hashable, Sendable {
  /// Shown as the job's error message.
  public var reason: String?
  /// Reaches a shielded attempt too.
  public var isForced = false
  /// From TERM to KILL, in microseconds, instead of the job's own grace.
  public var graceMicros: Int64?
  /// The time of its batch is up: the job is cancelled for that.
  var isOutOfTime = false

  /// A cancel without a reason, which a shield absorbs.
  public init() {}
}

/// The answer to a cancel.
public struct CancelAnswer: Hashable, Sendable {
  /// The request was accepted; what becomes of a running job is known when its attempt has ended.
  public var isAccepted: Bool
  /// The attempt is shielded and runs on.
  public var isAbsorbed: Bool
  /// The state of the job after it.
  public var state: JobState
}
