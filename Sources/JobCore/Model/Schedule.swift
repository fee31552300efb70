// A recurring submission: when it fires, and what it submits then.

/// A schedule as someone wants it.
public struct NewSchedule: Hashable, Sendable {
  public enum Timing: Hashable, Sendable {
    /// A cron expression of five or six fields, or a name such as `@daily`.
    case cron(String)
    /// Every so many microseconds, counted from the schedule's creation.
    case every(micros: Int64)
  }

  /// What happens when a firing comes while the job of an earlier one has not ended.
  public enum Overlap: Int, CaseIterable, Sendable {
    /// The firing is left out.
    case skip = 1
    /// The job is submitted and starts when the earlier one has ended.
    case queue = 2
    /// The earlier one is cancelled; the new one starts when it has ended.
    case cancel = 3
  }

  /// What happens to firings that came due while jobd was not running.
  public enum CatchUp: Int, CaseIterable, Sendable {
    case none = 1
    /// One firing, for the latest of them.
    case one = 2
    /// One for each, at most `Limits.scheduleCatchUpMax`.
    case all = 3
  }

  public var timing: Timing
  /// An IANA name; that of the daemon's configuration by default.
  public var timeZone: String
  public var job: NewJob
  public var overlap = Overlap.skip
  public var catchUp = CatchUp.one
  /// Each firing is put off by up to this long; the same for the same due time.
  public var jitterMicros: Int64 = 0
  public var isPaused = false

  public init(_ timing: Timing, timeZone: String = "UTC", job: NewJob) {
    self.timing = timing
    self.timeZone = timeZone
    self.job = job
  }
}

/// A schedule as it stands.
public struct Schedule: Hashable, Sendable {
  public var name: String
  public var spec: NewSchedule
  public var createdAt: Timestamp
  public var updatedAt: Timestamp
  /// The next due time; `nil` while paused.
  public var nextAt: Timestamp?
  /// The due time that fired last, and the job it made.
  public var lastAt: Timestamp?
  public var lastJob: JobID?
  /// Firings so far, and firings left out because of `overlap` or a full queue.
  public var firedCount: Int
  public var skippedCount: Int
}
