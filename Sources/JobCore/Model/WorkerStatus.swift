// Worker processes as they are shown: each process, and each handler that has them.

/// A worker process at the moment of asking.
public struct WorkerStatus: Hashable, Sendable {
  /// Where the process is in its life; the raw value is its name on the wire.
  public enum State: String, CaseIterable, Sendable {
    /// Has not said hello yet.
    case starting
    case idle
    case busy
    /// Has been told to end.
    case stopping
  }

  /// The handler whose jobs it runs; it runs no others.
  public var handler: String
  /// `nil` for the moment in which it is started.
  public var pid: Int32?
  /// `busy` from the first of its attempts to the end of the last.
  public var state: State
  /// The jobs whose attempts it runs.
  public var jobs: [JobID]
  /// Attempts whose end this process has told, whatever it was; counts towards `maxJobsPerProcess`.
  public var jobsDone: Int
  /// When it was started; it may not have said hello yet.
  public var startedAt: Timestamp
  /// Resident memory; `nil` if it cannot be read.
  public var rssBytes: Int64?
}

/// A handler with worker processes at the moment of asking.
public struct WorkerHandlerStatus: Hashable, Sendable {
  /// A name in `JobQueueConfig.workers`.
  public var handler: String
  /// Processes it may have.
  public var processes: Int
  /// Attempts in one process.
  public var concurrency: Int
  /// Processes that were started since the queue was opened, failed starts included.
  public var starts: Int
  /// Attempts whose end its processes have told since the queue was opened.
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
