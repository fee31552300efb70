// The ledger at a start: made of what the rows say, once, and from then on kept by the transactions.

/// What is read at a start, of whatever keeps the rows.
struct Opening {
  /// How far the numbers have come.
  var numbers: [IssuedNumbers.Kind: Int64] = [:]
  var queues: [QueueMemory] = []
  var defaultCallbacks = DefaultCallbacks()
  var limits: [LimitMemory] = []
  var settlementCount = 0
  /// Of everything, if it is on.
  var pause: PauseTerms?
  /// The lanes of this daemon's own executors that have ready jobs, and in which queues.
  var lanes: [String: Set<Int64>] = [:]
  /// The latest time at which a waiting job was put in line; 0 if that has passed.
  var lastReadyAt: Int64 = 0
}

extension Ledger {
  /// Batches are read when they are needed.
  init(_ opening: Opening) {
    numbers.jobs.last = opening.numbers[.job] ?? 0
    numbers.batches.last = opening.numbers[.batch] ?? 0
    numbers.callbacks.last = opening.numbers[.callback] ?? 0
    for queue in opening.queues { queues.add(queue) }
    queues.callbacks.ofAll = opening.defaultCallbacks
    for limit in opening.limits {
      limits.add(limit)
      // What changed its lines may not have come to its end.
      if limit.isToBeAdmitted { limits.changed.insert(limit.id) }
    }
    claims.pause = opening.pause
    backlog.settlementCount = opening.settlementCount
    for (lane, queues) in opening.lanes { claims.addLane(lane, queues: queues) }
    claims.news.noteRoom()
    times.isNextDueStale = true
    times.lastReadyAt = opening.lastReadyAt
    commit()
  }
}

extension LimitMemory {
  /// Counts unfinished jobs of it that are alike.
  mutating func add(_ count: Int, _ state: JobState, at place: Place, isParked: Bool) {
    references += count
    switch state {
    case .queued where isParked: lines[place, default: Line()].parked += count
    case .queued: lines[place, default: Line()].admitted += count
    case .running: running += count
    default: break
    }
  }
}
