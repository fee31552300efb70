// The keys of structured log metadata, in one place, so that one fact has one key.

/// Log metadata keys.
public enum LogKeys {
  public static let jobID = "job.id"
  public static let jobAttempt = "job.attempt"
  public static let jobState = "job.state"
  public static let reason = "job.reason"
  public static let queue = "queue"
  public static let handler = "handler"
  public static let error = "error"
  public static let count = "count"
  public static let path = "path"
  public static let pid = "pid"
  public static let mode = "mode"
  public static let duration = "duration"
}
