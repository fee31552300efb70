// A named lane: its settings, and how full it is.

/// The settings of a queue.
public struct QueueSettings: Hashable, Sendable {
  /// Jobs of this queue that may run at once; `nil` is bounded by the daemon's slots alone.
  public var slots: Int?
  public var isPaused = false

  public init() {}
}

/// A queue as it stands.
public struct QueueStatus: Hashable, Sendable {
  public var name: String
  public var settings: QueueSettings
  /// Jobs per state; states without jobs are absent.
  public var counts: [JobState: Int]
  /// When the job next in line was submitted; `nil` when none is queued.
  public var headOfLineCreatedAt: Timestamp?
}
