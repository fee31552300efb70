// For which waiting jobs the time has come. Pure; the statements that look for them say the same, and a job that was
// found by one is judged again when its turn comes: something before it may have ended it.

/// The decisions on due times and deadlines.
enum DuePolicy {
  /// Whether the job was not started by its deadline.
  static func isOverdue(_ state: JobState, deadline: Timestamp?, now: Timestamp) -> Bool {
    guard let deadline, !state.isTerminal, state != .running else { return false }
    return deadline <= now
  }

  /// Whether the moment it waits for has come.
  static func isDue(_ state: JobState, runAt: Timestamp?, now: Timestamp) -> Bool {
    guard let runAt, state.isTimed else { return false }
    return runAt <= now
  }
}
