// The batches that were touched recently, as the writer knows them; others are read when they are needed.

/// A batch as the writer knows it.
struct BatchMemory: Equatable {
  let id: Int64
  let name: String?
  let isFailFast: Bool
  let staysOpen: Bool
  var isOpen: Bool
  var isCancelRequested: Bool
  /// What was said with the cancel.
  var cancelReason: String?
  /// A member has just failed, and what follows from that has not been decided.
  var hasNewFailure = false
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

/// The batches that are remembered.
struct BatchBook: Equatable {
  private var batches = JournaledMap<Int64, BatchMemory>()
  /// Changed by this transaction, which writes them before it commits.
  var changed: Set<Int64> = []

  var all: Dictionary<Int64, BatchMemory>.Values { batches.values }

  subscript(id: Int64) -> BatchMemory? {
    get { batches[id] }
    _modify { yield &batches[id] }
  }

  mutating func removeValue(forKey id: Int64) -> BatchMemory? {
    batches.removeValue(forKey: id)
  }

  /// What this transaction has changed is written. When there are very many, all are forgotten.
  mutating func forgetChanged() {
    changed.removeAll(keepingCapacity: true)
    if batches.count > Limits.batchMemoryMax { batches.evictAll() }
  }

  mutating func commit() {
    batches.commit()
  }

  mutating func rollBack() {
    batches.rollBack()
    changed = []
  }
}
