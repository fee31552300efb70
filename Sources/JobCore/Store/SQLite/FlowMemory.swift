// What the writer remembers of what jobs have to do with one another: limit keys and batches. Unlike WriterMemory it
// may be large, so it is not copied for each transaction: one that fails throws all of it away, and it is read again.

/// A limit key as the writer knows it.
struct LimitMemory {
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
  struct Line {
    var admitted = 0
    var parked = 0
  }

  var permits: Int { Swift.max(0, max - running) }
}

/// A batch as the writer knows it.
struct BatchMemory {
  let id: Int64
  let name: String?
  let isFailFast: Bool
  let staysOpen: Bool
  var isOpen: Bool
  var isCancelRequested: Bool
  /// What was said with the cancel; forgotten by a restart.
  var cancelReason: String?
  /// A member has just failed, and what follows from that has not been decided.
  var hasNewFailure = false
  /// Members by the state's raw value.
  var counts: [Int]
  var firstFailure: Int64?
  let createdAt: Timestamp
  var finishedAt: Timestamp?
  let submittedBy: String?

  var facts: BatchPolicy.Facts {
    BatchPolicy.Facts(
      isFailFast: isFailFast, staysOpen: staysOpen, isOpen: isOpen, isCancelRequested: isCancelRequested,
      size: counts.reduce(0, +), endedCount: counts[JobState.succeeded.rawValue...].reduce(0, +),
      succeededCount: counts[JobState.succeeded.rawValue])
  }

  var batch: Batch {
    var byState: [JobState: Int] = [:]
    for state in JobState.allCases where counts[state.rawValue] > 0 { byState[state] = counts[state.rawValue] }
    return Batch(
      id: BatchID(id), name: name, isFailFast: isFailFast, isOpen: isOpen, isCancelRequested: isCancelRequested,
      counts: byState, firstFailure: firstFailure.map { JobID($0) }, createdAt: createdAt, finishedAt: finishedAt,
      submittedBy: submittedBy)
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
  var isLoaded = false
  var limits: [Int64: LimitMemory] = [:]
  var limitIDs: [ByteText: Int64] = [:]
  var lastLimitID: Int64 = 0
  /// Keys whose lines have to be looked at before the next claim.
  var dirtyLimits: Set<Int64> = []
  /// Those that were touched recently, or are changed by this transaction.
  var batches: [Int64: BatchMemory] = [:]
  var dirtyBatches: Set<Int64> = []
  /// Batches that may just have been completed.
  var touchedBatches: Set<Int64> = []

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
