// A row of `batch` as a plain value.

/// What a batch is, and how far it has come.
struct BatchRow: Equatable {
  let id: Int64
  let name: String?
  let isFailFast: Bool
  let staysOpen: Bool
  var isOpen: Bool
  var isCancelRequested: Bool
  /// What was said with the cancel.
  var cancelReason: String?
  /// Members by the state's raw value.
  var counts: [Int]
  var firstFailure: Int64?
  var firstError: Int64?
  let createdAt: Timestamp
  var finishedAt: Timestamp?
  let submittedBy: String?
  /// When it is removed; `nil` as long as it has members.
  var expiresAt: Timestamp?
  /// When what is left of it is cancelled.
  var deadline: Timestamp?
  /// When the time it was given is over, in steady time.
  var timeoutAt: Timestamp?
  /// That moment came before its end.
  var isTimedOut = false
  var hasCallbacks = false

  /// It was cancelled, and has members that have not ended.
  var isCancelling: Bool { isCancelRequested && finishedAt == nil }

  var facts: BatchPolicy.Facts {
    BatchPolicy.Facts(
      isFailFast: isFailFast, staysOpen: staysOpen, isOpen: isOpen, isCancelRequested: isCancelRequested,
      size: counts.reduce(0, +), endedCount: counts[JobState.succeeded.rawValue...].reduce(0, +),
      succeededCount: counts[JobState.succeeded.rawValue])
  }

  /// - Parameter clockAhead: how far the wall clock is ahead of steady time.
  func batch(clockAhead: Int64) -> Batch {
    var byState: [JobState: Int] = [:]
    for state in JobState.allCases where counts[state.rawValue] > 0 { byState[state] = counts[state.rawValue] }
    return Batch(
      id: BatchID(id), name: name, isFailFast: isFailFast, isOpen: isOpen, isCancelRequested: isCancelRequested,
      counts: byState, firstFailure: firstFailure.map { JobID($0) },
      firstError: firstError.map { JobID($0) }, createdAt: createdAt, finishedAt: finishedAt,
      submittedBy: submittedBy, deadline: timeUp(clockAhead: clockAhead), isTimedOut: isTimedOut,
      hasCallbacks: hasCallbacks)
  }

  /// When what is left of it is cancelled, by the wall clock: the earlier of the two.
  func timeUp(clockAhead: Int64) -> Timestamp? {
    [deadline, timeoutAt?.advanced(byMicros: clockAhead)].compactMap(\.self).min()
  }
}

/// What becomes of a batch.
enum BatchChange {
  case add(BatchRow)
  /// All that may change in it.
  case set(BatchRow)
  case remove(Int64)
}
