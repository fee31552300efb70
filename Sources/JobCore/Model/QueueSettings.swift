// A named lane: its settings, and how full it is.

/// The settings of a queue.
public struct QueueSettings: Hashable, Sendable {
  /// Slots that jobs of this queue may take at once; `nil` is bounded by the daemon's slots alone.
  public var slots: Int?
  public var isPaused = false
  /// Jobs that may wait here, whatever for; more are refused. `nil` is without bound.
  public var maxQueued: Int?
  public var rate: StartRate?
  /// A waiting job gains one priority for each of these; `nil` is none.
  public var agingMicros: Int64?
  /// The `timeout` of jobs that come without one.
  public var defaultTimeoutMicros: Int64?

  public init() {}
}

/// At most `count` starts in `perMicros`, evenly, with up to `burst` at once: a token bucket.
public struct StartRate: Hashable, Sendable {
  public var count: Int
  public var perMicros: Int64
  public var burst: Int

  public init(count: Int, perMicros: Int64, burst: Int? = nil) {
    self.count = count
    self.perMicros = perMicros
    self.burst = burst ?? max(1, count)
  }
}

/// A queue as it stands.
public struct QueueStatus: Hashable, Sendable {
  public var name: String
  public var settings: QueueSettings
  /// Jobs per state; states without jobs are absent.
  public var counts: [JobState: Int]
  /// When the job next in line was submitted; `nil` when none is queued.
  public var headOfLineCreatedAt: Timestamp?
  /// Slots its running jobs take.
  public var slotsUsed = 0
}
