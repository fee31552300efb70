// Where an edit puts a job that has not ended. Pure.

/// The decisions on edits.
enum EditPolicy {
  /// The states in which a job may be edited so.
  static func states(for patch: JobPatch) -> Set<JobState> {
    if patch.after != nil { return [.blocked, .held] }
    return needsWaiting(patch) ? JobFilter.activeStates.subtracting([.running]) : JobFilter.activeStates
  }

  /// Whether it changes what an attempt that runs goes by already.
  static func needsWaiting(_ patch: JobPatch) -> Bool {
    let movesIt = patch.queue != nil || patch.start != nil || patch.retry != nil || patch.after != nil
    let tiesIt = patch.limit != nil || patch.slotsNeeded != nil || patch.callbacks != nil || patch.isShielded != nil
    return movesIt || tiesIt || rewrites(patch)
  }

  /// The state and due time after a new start time: a held job stays held, a retrying one is retried then. What is to
  /// start now has none, whatever it had.
  static func rescheduled(
    _ state: JobState, runAt: Timestamp?, _ start: StartRule?, now: Timestamp
  ) -> (state: JobState, runAt: Timestamp?) {
    guard let start else { return (state, runAt) }
    let due = start.due(now: now)
    switch state {
    case .scheduled, .queued: return (due == nil ? .queued : .scheduled, due)
    case .retrying: return (due == nil ? .queued : .retrying, due)
    default: return (state, due)
    }
  }

  /// A field after an edit of it.
  static func edited<Value>(_ old: Value?, _ edit: Edit<Value>?) -> Value? {
    edit.map(\.value) ?? old
  }
}
