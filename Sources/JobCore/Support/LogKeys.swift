// The keys of structured log metadata, in one place, so that one fact has one key.

/// Log metadata keys.
public enum LogKeys {
  /// The id of the job.
  public static let jobID = "job.id"
  /// The id of the batch.
  public static let batchID = "batch.id"
  /// The number of the attempt, from 1.
  public static let jobAttempt = "job.attempt"
  /// The state of the job.
  public static let jobState = "job.state"
  /// Why the job is in its state.
  public static let reason = "job.reason"
  /// The queue of the job.
  public static let queue = "queue"
  /// The name of the schedule.
  public static let schedule = "schedule"
  /// The name of the handler.
  public static let handler = "handler"
  /// The pool of threads.
  public static let pool = "pool"
  /// How many handlers a pool can carry.
  public static let capacity = "capacity"
  /// What went wrong.
  public static let error = "error"
  /// What was due.
  public static let due = "due"
  /// How many jobs are held.
  public static let held = "jobs.held"
  /// How many jobs wait for others.
  public static let blocked = "jobs.blocked"
  /// The first few of them.
  public static let jobIDs = "job.ids"
  /// How many.
  public static let count = "count"
  /// The file it is about.
  public static let path = "path"
  /// The process it is about.
  public static let pid = "pid"
  /// How something is done, a stop for instance.
  public static let mode = "mode"
  /// How long it took.
  public static let duration = "duration"
}
