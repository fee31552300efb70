// What followers of a queue hear.

/// A change that has been committed, or something about the stream itself.
public struct QueueEvent: Sendable {
  /// What it is about. Small: whoever does not read holds a page of events, and there may be thousands of them.
  public enum What: Sendable {
    case job(JobNews)
    /// It is done.
    indirect case batch(Batch)
    /// It is new, or its settings have changed, or it was removed. Who is first in its line is not said.
    indirect case queue(QueueStatus, isDeleted: Bool)
    /// It was set, paused, let go on or removed, or it has fired, or fires nothing from now on. One that was replaced by
    /// another which whoever hears of it may not see is deleted for them. What its jobs read is not said.
    indirect case schedule(Schedule, isDeleted: Bool)
    /// All that matched has been told: what follows are changes.
    case snapshotEnd
    /// Something may have been missed.
    case gap(EventGap)
  }

  /// What it is about.
  public let what: What
  /// When it happened.
  public let at: Timestamp
  /// To go on behind it; `nil` within a snapshot, which is had whole or not at all.
  public let position: EventPosition?
  /// By it a job has left the filter.
  public var hasLeft = false
  /// It has not changed just now: it stands at the beginning of a snapshot.
  public var isSnapshot = false
  /// Where the members of the batch are, if it had to be looked up for whoever hears of it.
  package var realms: Set<JobRealm>?

  package init(what: What, at: Timestamp, position: EventPosition?, hasLeft: Bool = false) {
    (self.what, self.at, self.position, self.hasLeft) = (what, at, position, hasLeft)
  }
}

/// Why something may be missing.
public enum EventGap: String, Sendable {
  /// The position is of another run of the daemon.
  case restarted
  /// Nobody has given out this position.
  case unknown
  /// What came behind the position is not kept any more.
  case passed
  /// More has changed than is kept, faster than it was read: the stream ends.
  case overrun
}

/// A job as a table shows it.
public struct EventJob: Hashable, Sendable {
  /// Its id.
  public var id: JobID
  /// Of two pictures of a job the one with the higher number is newer.
  public var rev: Int
  /// Its name; `job-<id>` if it was given none.
  public var name: String
  /// The kind of its work.
  public var kind: JobKind
  /// What it runs, in one line without secrets; `nil` if it runs nothing, or is gone.
  public var command: String?
  /// The queue it is in.
  public var queue: String
  /// Higher ones start first.
  public var priority: Int
  /// Where it stands.
  public var state: JobState
  /// Since when; `nil` if that is not said.
  public var stateSince: Timestamp?
  /// Why it is in its state, where that needs a reason.
  public var reason: Reason?
  /// The number of the last attempt; 0 before the first.
  public var attempt: Int
  /// Attempts in all that its retry rule allows.
  public var maxAttempts: Int
  /// The last report of its latest attempt.
  public var progress: Progress?
  /// It stands still, or is held, because it was paused.
  public var isPaused = false
  /// Somebody has asked for it to be cancelled.
  public var isCancelRequested: Bool
  /// Words to find it by.
  public var tags: [String: String]
  /// The batch it belongs to.
  public var batch: BatchID?
  /// The name of the schedule that submitted it.
  public var schedule: String?
  /// When it was submitted.
  public var createdAt: Timestamp
  /// When it may or might start.
  public var runAt: Timestamp?
  /// When the last attempt began.
  public var startedAt: Timestamp?
  /// When it ended.
  public var finishedAt: Timestamp?
  /// The exit code of the last attempt, if it had one.
  public var exitCode: Int32?
  /// The signal that ended the last attempt, if one did.
  public var signal: Int32?
}
