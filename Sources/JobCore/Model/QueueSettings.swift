// A queue: its settings, and how full it is.

/// The settings of a queue.
public struct QueueSettings: Hashable, Sendable {
  /// Slots that jobs of this queue may take at once; `nil` is bounded by the daemon's slots alone.
  public var slots: Int?
  /// Nothing of it starts.
  public var isPaused = false
  /// Jobs that may wait here, for whatever reason; more are refused. `nil` is without bound.
  public var maxQueued: Int?
  /// How many of its jobs may start in a time; `nil` is any number.
  public var rate: StartRate?
  /// A waiting job gains one priority for each of these; `nil` is none.
  public var agingMicros: Int64?
  /// The `timeout` of jobs that come without one.
  public var defaultTimeoutMicros: Int64?
  /// The user as whom its commands run: a name of `JobQueueConfig.runAsUsers`; `nil` is the process's own.
  public var runAs: String?
  /// Who is told of the end of each of its jobs, behind those whom the job names itself. Taken as a job ends: what is
  /// changed afterwards concerns the ends after it.
  public var callbacks: [Callback] = []
  /// What is stored in their place and cannot be read: it stays as it is until they are set anew.
  var unreadCallbacks: String?

  /// Without any bound of its own.
  public init() {}
}

/// At most `count` starts in `perMicros`, evenly, with up to `burst` at once: a token bucket.
public struct StartRate: Hashable, Sendable {
  /// Starts …
  public var count: Int
  /// … in this many microseconds.
  public var perMicros: Int64
  /// Starts at once, after a pause.
  public var burst: Int

  /// So many starts in so many microseconds.
  public init(count: Int, perMicros: Int64, burst: Int? = nil) {
    self.count = count
    self.perMicros = perMicros
    self.burst = burst ?? max(1, count)
  }
}

/// A queue as it stands.
public struct QueueStatus: Hashable, Sendable {
  /// Its name.
  public var name: String
  /// What it is set to.
  public var settings: QueueSettings
  /// Jobs per state; states without jobs are absent.
  public var counts: [JobState: Int]
  /// When the job next in line was submitted; `nil` when none is queued.
  public var headOfLineCreatedAt: Timestamp?
  /// Slots its running jobs take.
  public var slotsUsed = 0
  /// More about its pause; `nil` if it is not paused.
  public var pause: Pause?
}
