// One try to run a job, as its history shows it.

/// How an attempt ended, as stored in the history.
public enum AttemptOutcome: Int, CaseIterable, Sendable {
  case succeeded = 1
  case failed = 2
  case cancelled = 3
  case timedOut = 4
  case lost = 5
  /// Stopped by the daemon's own end; did not count.
  case interrupted = 6
  /// Never ran, for lack of processes, descriptors or memory; did not count.
  case notStarted = 7
  /// Put off by its handler; did not count.
  case snoozed = 8
  /// The host it called asked to be left alone; did not count.
  case heldBack = 9
  /// Given back by the remote worker that had claimed it; did not count.
  case released = 10

  /// Whether the attempt does not count against `max_attempts`.
  public var isGivenBack: Bool {
    rawValue >= AttemptOutcome.interrupted.rawValue
  }

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .succeeded: "succeeded"
    case .failed: "failed"
    case .cancelled: "cancelled"
    case .timedOut: "timed_out"
    case .lost: "lost"
    case .interrupted: "interrupted"
    case .notStarted: "not_started"
    case .snoozed: "snoozed"
    case .heldBack: "held_back"
    case .released: "released"
    }
  }
}

/// One attempt of a job. `outcome` and `finishedAt` are `nil` while it runs.
public struct Attempt: Hashable, Sendable {
  /// Counts from 1; an attempt that was given back leaves its number to the next one.
  public var attempt: Int
  /// Counts every start from 1; names the attempt's log files.
  public var start: Int
  /// When it began.
  public var startedAt: Timestamp
  /// When it ended.
  public var finishedAt: Timestamp?
  /// How it ended.
  public var outcome: AttemptOutcome?
  /// The exit code of its process, if it had one.
  public var exitCode: Int32?
  /// The signal that ended its process, if one did.
  public var signal: Int32?
  /// What went wrong, if something did.
  public var failure: JobFailure?
  /// Its process.
  public var pid: Int32?
  /// Bytes of standard output that are kept.
  public var stdoutBytes: Int64
  /// Bytes of standard error that are kept.
  public var stderrBytes: Int64
  /// Some of its output is missing.
  public var isLogTruncated: Bool
}
