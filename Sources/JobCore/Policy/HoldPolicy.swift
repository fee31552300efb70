// Which jobs can be held, what a held job keeps of where it was, and where it goes when it is released. Pure.

/// The decisions on holds.
enum HoldPolicy {
  /// Whether a hold can stop a job in this state: it has not started, or waits for its next attempt.
  static func mayHold(_ state: JobState) -> Bool { state.canMove(to: .held) }

  /// What a held job keeps of why it is where it was: one between two attempts goes back there, and says then why the
  /// last one did not do.
  static func kept(_ reason: Reason?, of state: JobState) -> Reason? {
    state == .retrying || state == .held ? reason : nil
  }

  /// The state that a held job would have now, had nobody held it. One of which a condition cannot be met any more has
  /// been skipped while it was held.
  ///
  /// - Parameters:
  ///   - isWaiting: parents of it have not ended.
  ///   - reason: what it has kept; `nil` unless it was between two attempts.
  static func released(isWaiting: Bool, reason: Reason?, runAt: Timestamp?, now: Timestamp) -> JobState {
    if isWaiting { return .blocked }
    let next = DependencyPolicy.released(runAt: runAt?.micros, now: now)
    return next == .scheduled && reason != nil ? .retrying : next
  }
}
