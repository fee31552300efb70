// A recurring submission: when it fires, and what it submits then.

/// A schedule as someone wants it.
public struct NewSchedule: Hashable, Sendable {
  /// How the due times follow one another.
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

  /// Checked when the schedule is set: a cron expression that matches no date within 41 years is refused.
  public var timing: Timing
  /// An IANA name; that of the daemon's configuration by default.
  public var timeZone: String
  /// Submitted at each firing; without a batch, a deadline or a time of its own to start at.
  public var job: NewJob
  /// Looks at the unfinished jobs of this schedule, at most `Limits.scheduleOverlapMax`.
  public var overlap = Overlap.skip
  /// Also for due times that were missed because the machine slept.
  public var catchUp = CatchUp.one
  /// Each firing is put off by up to this long; the delay of one due time is always the same.
  public var jitterMicros: Int64 = 0
  /// Kept, but without a next due time until it is resumed.
  public var isPaused = false

  /// Not paused, without jitter; skips a firing that would overlap, and catches up with one.
  public init(_ timing: Timing, timeZone: String = "UTC", job: NewJob) {
    self.timing = timing
    self.timeZone = timeZone
    self.job = job
  }
}

/// A schedule as it stands.
public struct Schedule: Hashable, Sendable {
  /// Unique; what a schedule is addressed by.
  public var name: String
  /// As it was set last; `isPaused` as it is now.
  public var spec: NewSchedule
  /// What the times of `Timing.every` are counted from; setting another timing moves it to that moment.
  public var createdAt: Timestamp
  /// When it was last set, paused or resumed.
  public var updatedAt: Timestamp
  /// The next due time; `nil` while paused.
  public var nextAt: Timestamp?
  /// The due time that fired last; `nil` before the first. `runSchedule` does not count.
  public var lastAt: Timestamp?
  /// The job made last, by a firing or by `runSchedule`; it may have been removed. `nil` before the first.
  public var lastJob: JobID?
  /// Due times that made a job.
  public var firedCount: Int
  /// Due times that made none: because of `overlap`, a full queue, the job's unique key, or `refusal`.
  public var skippedCount: Int
  /// Why its job was not taken at the last due time, if that does not pass by itself: a job that it is to follow was
  /// removed, say. `nil` again once it is taken, and when the schedule is set.
  public var refusal: String?
}

/// A schedule in a list: whole but for what its jobs read, which may be much and is read with the one schedule.
public struct ListedSchedule: Hashable, Sendable {
  /// None of its jobs has its `stdin`.
  public var schedule: Schedule
  /// How many bytes each of them has to read, by its place: 0 for the schedule's own job, then its follow-ups, each
  /// before its own.
  public var inputBytes: [Int: Int]
}

/// A page of schedules.
public struct SchedulePage: Sendable {
  /// By name.
  public var schedules: [ListedSchedule]
  /// The last name of this page; `nil` at the end.
  public var next: String?
}
