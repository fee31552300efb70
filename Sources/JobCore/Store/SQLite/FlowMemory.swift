// What the writer remembers of what jobs have to do with one another: limit keys and batches. Unlike WriterMemory it
// may be large, so it is not copied for each transaction: what one changes is noted, and taken back if it fails.

/// A limit key as the writer knows it.
struct LimitMemory: Equatable {
  let id: Int64
  let key: String
  var max: Int
  var running = 0
  /// Unfinished jobs with this key; the key is forgotten with the last.
  var references = 0
  /// Queued jobs by the line in which they stand.
  var lines: [Place: Line] = [:]

  /// Where queued jobs of the key stand. One line for each executor, so that those for which there is none now, a
  /// remote job without a worker say, hold up no others.
  struct Place: Hashable {
    let queue: Int64
    let lane: String?
  }

  /// The queued jobs of one line: a claim sees the admitted ones, which are no more than may start.
  struct Line: Equatable {
    var admitted = 0
    var parked = 0
  }

  var permits: Int { Swift.max(0, max - running) }

  /// Whether a claim may have to see other jobs of it than it does, as far as can be told without their rows.
  var isToBeAdmitted: Bool {
    references <= 0 || lines.values.contains { $0.parked > 0 || $0.admitted > permits }
  }
}

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

/// What a change of a job's state touches besides the job.
struct JobLinks {
  let queue: Int64
  var weight = 1
  var batch: Int64?
  var limit: Int64?
  /// Queued, and not among those a claim sees.
  var isParked = false
  /// Whose room it waits for; see `Lane`.
  var lane: String?
}

/// The writer's memory of flow.
struct FlowMemory {
  var limits = JournaledMap<Int64, LimitMemory>()
  var limitIDs = JournaledMap<ByteText, Int64>()
  private(set) var lastLimitID: Int64 = 0
  /// Keys whose lines have to be looked at before the next claim.
  var dirtyLimits = JournaledSet<Int64>()
  /// Those that were touched recently, or are changed by this transaction.
  var batches = JournaledMap<Int64, BatchMemory>()
  /// Changed by this transaction, which writes them before it commits.
  var dirtyBatches: Set<Int64> = []
  /// Batches that may just have been completed, in this transaction.
  var touchedBatches: Set<Int64> = []
  private var lastLimitIDBefore: Int64 = 0

  /// The transaction is written.
  mutating func commit() {
    limits.commit()
    limitIDs.commit()
    dirtyLimits.commit()
    batches.commit()
    lastLimitIDBefore = lastLimitID
  }

  /// The transaction is not written: all is as it was before it.
  mutating func rollBack() {
    limits.rollBack()
    limitIDs.rollBack()
    dirtyLimits.rollBack()
    batches.rollBack()
    lastLimitID = lastLimitIDBefore
    dirtyBatches = []
    touchedBatches = []
  }

  mutating func add(_ limit: LimitMemory) {
    limits[limit.id] = limit
    limitIDs[ByteText(limit.key)] = limit.id
    lastLimitID = max(lastLimitID, limit.id)
  }

  mutating func remove(_ limit: LimitMemory) {
    limits[limit.id] = nil
    limitIDs[ByteText(limit.key)] = nil
  }

  /// Keeps the lines of a limit key when one of its jobs goes `from` one state `to` another.
  mutating func noteLimit(_ links: JobLinks, from: JobState?, to: JobState?, queue: Int64) {
    guard let id = links.limit, var limit = limits.removeValue(forKey: id) else { return }
    if from == nil { limit.references += 1 }
    if from == .queued {
      let place = LimitMemory.Place(queue: links.queue, lane: links.lane)
      if links.isParked { limit.lines[place]?.parked -= 1 } else { limit.lines[place]?.admitted -= 1 }
    }
    if from == .running { limit.running -= 1 }
    if to == .queued {
      limit.lines[LimitMemory.Place(queue: queue, lane: links.lane), default: LimitMemory.Line()].parked += 1
    }
    if to == .running { limit.running += 1 }
    if to?.isTerminal ?? true { limit.references -= 1 }
    limits[id] = limit
    dirtyLimits.insert(id)
  }
}
