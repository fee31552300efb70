// Worker processes as they are shown: each process, and each handler that has them.

/// A worker process at the moment of asking.
public struct WorkerStatus: Hashable, Sendable {
  public enum State: String, CaseIterable, Sendable {
    /// Has not said hello yet.
    case starting
    case idle
    case busy
    /// Has been told to end.
    case stopping
  }

  public var handler: String
  /// `nil` for the moment in which it is started.
  public var pid: Int32?
  public var state: State
  /// The jobs whose attempts it runs.
  public var jobs: [JobID]
  public var jobsDone: Int
  public var startedAt: Timestamp
  /// Resident memory; `nil` if it cannot be read.
  public var rssBytes: Int64?
}

/// A handler with worker processes at the moment of asking.
public struct WorkerHandlerStatus: Hashable, Sendable {
  public var handler: String
  /// Processes it may have.
  public var processes: Int
  /// Attempts in one process.
  public var concurrency: Int
  public var starts: Int
  public var jobsDone: Int
  /// No worker of it is started for now, or at all.
  public var isDown: Bool
  /// When the next one may be started; `nil` if it may be now, or never.
  public var downUntil: Timestamp?
  /// What became of the last worker that failed; `nil` once a job has been finished since.
  public var lastFailure: String?
}

/// All worker processes at the moment of asking.
public struct WorkerOverview: Hashable, Sendable {
  /// In the order in which they were started.
  public var workers: [WorkerStatus]
  /// By name.
  public var handlers: [WorkerHandlerStatus]
}
