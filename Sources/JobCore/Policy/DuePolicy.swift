// For which waiting jobs the time has come. Pure; the statements that look for them say the same, and a job that was
// found by one is judged again when its turn comes: something before it may have ended it.

/// The decisions on due times and deadlines.
enum DuePolicy {
  /// By when the job is to have been started; `nil` if it need not be any more.
  static func startBy(_ state: JobState, deadline: Timestamp?) -> Timestamp? {
    state.isTerminal || state == .running ? nil : deadline
  }

  /// The moment it waits for.
  static func dueAt(_ state: JobState, runAt: Timestamp?) -> Timestamp? { state.isTimed ? runAt : nil }

  /// Whether the job was not started by its deadline.
  static func isOverdue(_ state: JobState, deadline: Timestamp?, now: Timestamp) -> Bool {
    startBy(state, deadline: deadline).map { $0 <= now } ?? false
  }
}
