// Whether a wait is over, given the states of its jobs. Pure.

/// The condition of a wait.
enum WaitCondition {
  /// Whether a job that ended in `state` ends the wait by itself.
  static func isDecisive(_ state: JobState, _ until: WaitUntil) -> Bool {
    switch until {
    case .all: false
    case .first: state.isTerminal
    // asyncio: a cancelled task does not trigger FIRST_EXCEPTION. A skipped job never ran, so it did not fail.
    case .firstFailure: state == .failed
    // asyncio: to a gather, a cancelled child is the same as one that raised.
    case .firstError: state.isTerminal && state != .succeeded
    }
  }

  /// Whether the wait for a batch that stands like this is over.
  static func isMet(_ until: WaitUntil, _ batch: Batch) -> Bool {
    batch.isDone || batch.counts.contains { $1 > 0 && isDecisive($0, until) }
  }

  /// Whether the wait is over when its terminal jobs are in `states` and `pendingCount` are not terminal.
  static func isMet(_ until: WaitUntil, terminal states: some Sequence<JobState>, pendingCount: Int) -> Bool {
    pendingCount == 0 || states.contains { isDecisive($0, until) }
  }
}
