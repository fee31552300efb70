// Pauses: of everything, of queues, and of single jobs.

/// A pause of everything, or of a queue, that is on: nothing starts there.
public struct Pause: Hashable, Sendable {
  /// Since when; `nil` for one that is older than what the store says of pauses.
  public var since: Timestamp?
  /// When it ends by itself; `nil` if it does not.
  public var until: Timestamp?
  /// Commands that ran when it began stand still.
  public var stopsRunning: Bool

  /// One of which nothing else is stored.
  static let unknown = Pause(since: nil, until: nil, stopsRunning: false)
}

/// How something is paused.
public struct PauseOptions: Hashable, Sendable {
  /// What runs is to stand still, too: its processes are stopped where they are, and the clock of its timeout is held.
  public var stopsRunning = false
  /// After this it ends by itself; `nil` is never. Not for single jobs.
  public var forMicros: Int64?

  /// Without an end, and what runs goes on.
  public init() {}
}

/// What came of a pause, or of its end.
public struct PauseResult: Hashable, Sendable {
  /// Jobs that are paused by it, or that go on; of a whole queue those that ran. The first
  /// `Limits.pausedShownMax`.
  public var done: [JobID] = []
  /// Those that are as they were. The first `Limits.pausedShownMax`.
  public var left: [LeftJob] = []
  /// How many jobs are in neither list, for want of room.
  public var omittedCount = 0

  /// A job with which nothing was done.
  public struct LeftJob: Hashable, Sendable {
    /// Which.
    public var id: JobID
    /// Why.
    public var reason: Reason
  }

  /// Why nothing was done with a job; the raw value is its name on the wire.
  public enum Reason: String, CaseIterable, Sendable {
    /// There is none, or not for whoever asked.
    case notFound = "not_found"
    case ended
    /// It is held already, and stays so when the pause is over: a release lets it go.
    case held
    /// It runs, and what runs was not meant.
    case running
    /// Only commands can be stopped where they are.
    case notACommand = "not_a_command"
    /// It has been told to end.
    case cancelling
    case notPaused = "not_paused"
    /// It is not paused by itself any more, but its queue is, or everything, with what runs.
    case stillPaused = "still_paused"
    /// What is stored of it cannot be read.
    case unreadable
  }
}
