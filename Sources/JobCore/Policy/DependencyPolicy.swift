// What becomes of a follow-up when its parents have ended so far. Pure.

/// The decision on a job that waits for parents.
enum DependencyPolicy {
  typealias EdgeOutcome = JobCore.EdgeOutcome

  enum Verdict: Equatable {
    case waits
    case released
    /// One condition can no longer be met: nothing the other parents do changes that.
    case skipped
  }

  /// The outcome of a condition on a parent that has ended as a success, or not; `nil` is not ended.
  static func outcome(_ condition: EndCondition, parentSucceeded: Bool?) -> EdgeOutcome {
    guard let parentSucceeded else { return .pending }
    return condition.isMet(bySuccess: parentSucceeded) ? .met : .unmet
  }

  static func decide(_ outcomes: some Sequence<EdgeOutcome>) -> Verdict {
    var verdict = Verdict.released
    for outcome in outcomes {
      if outcome == .unmet { return .skipped }
      if outcome == .pending { verdict = .waits }
    }
    return verdict
  }

  /// Where a released job goes: it may still have a due time to wait for.
  static func released(runAt: Int64?, now: Timestamp) -> JobState {
    guard let runAt, runAt > now.micros else { return .queued }
    return .scheduled
  }
}
