// Which ready jobs a claim looks at: the first of each queue and lane, by priority, age and aging; never more than may
// start.

/// A ready job as the index shows it.
struct ReadyJob {
  let id: Int64
  let queue: Int64
  /// With what it has gained by waiting.
  let priority: Int
  let ownPriority: Int
  let weight: Int
  let limit: Int64?
  let batch: Int64?
  let lane: String?
  /// The pool that carries it out, if there is only one that can.
  let pool: String?
  /// When it was last queued.
  let readyAt: Int64
  let createdAt: Timestamp
  let attempt: Int
  let starts: Int
  let maxAttempts: Int
  let flags: JobFlags
  let deadline: Timestamp?

  var order: ClaimOrder.Candidate { ClaimOrder.Candidate(id: id, priority: priority, readyAt: readyAt) }
}

/// A line of ready jobs that is to be looked at for a claim.
struct ReadyLook {
  let queue: QueueMemory
  let lane: ReadyLine.Lane
  /// The pool that carries out its jobs.
  var pool: String?
  /// Its jobs take no slots.
  var isWeightless = false
  /// No more than these are wanted.
  let max: Int
}

extension WriterContext {
  /// How many jobs one claim takes at most: of each line as many are looked at, so that the first of all are among
  /// them, and all lines together must not be too much for a transaction.
  func claimShare() -> Int {
    var lines = readyLaneCount
    var hasAging = false
    for queue in ledger.queues.all where queue.queuedCount > 0 && !queue.settings.isPaused {
      lines += 1
      hasAging = hasAging || queue.settings.agingMicros != nil
    }
    return claimShare(lines: lines, hasAging: hasAging)
  }

  /// With aging as many of each priority are looked at.
  func claimShare(lines: Int, hasAging: Bool) -> Int {
    let most = hasAging ? Limits.claimAgingMax : Limits.claimTogetherMax
    return max(1, min(most, Limits.candidatesMax / max(1, lines)))
  }

  private var readyLaneCount: Int {
    ledger.claims.lanes.values.reduce(0) { $0 + $1.count }
  }

  /// At most `most` of each line, and as many as there is room for, in the order in which they should start.
  func candidates(_ admission: Admission, most: Int) throws(StoreError) -> [ReadyJob] {
    let slots = min(admission.slots, most)
    var looks: [ReadyLook] = []
    for queue in ledger.queues.all where queue.queuedCount > 0 && !queue.settings.isPaused {
      looks.append(ReadyLook(queue: queue, lane: .plain, max: slots))
    }
    for (lane, queues) in ledger.claims.lanes.all {
      var pool: String?
      switch terms.lanes.source(lane) {
      case .open: break
      case .pool(let name): pool = name
      case .remote, .external: continue
      }
      let free = pool.map { admission.free($0) } ?? .max
      if free <= 0, let pool {
        if admission.isHeard(pool), try isAwaited(lane, in: queues) { commit.demands.insert(pool) }
        continue
      }
      looks += self.looks(lane, in: queues, pool: pool, max: min(slots, free))
    }
    return try look(looks)
  }

  /// Whether a job of the lane could start if only there were room for the lane.
  private func isAwaited(_ lane: String, in queues: Set<Int64>) throws(StoreError) -> Bool {
    try !look(looks(lane, in: queues, max: 1)).isEmpty
  }

  /// The lines of a lane in these queues, as far as jobs may start there; one without queued jobs is forgotten.
  func looks(
    _ lane: String, in queues: Set<Int64>, pool: String? = nil, isWeightless: Bool = false, max count: Int
  ) -> [ReadyLook] {
    var looks: [ReadyLook] = []
    for id in queues {
      guard let queue = ledger.queues[id] else { continue }
      if queue.queuedCount == 0 {
        ledger.claims.forgetReady(lane, queue: id)
      } else if !queue.settings.isPaused {
        looks.append(
          ReadyLook(queue: queue, lane: .named(lane), pool: pool, isWeightless: isWeightless, max: count))
      }
    }
    return looks
  }

  /// Looks at all lines at once; what is found is in the order in which it should start. A lane that has no ready jobs in
  /// a queue, though it may have had some, is forgotten there.
  func look(_ looks: [ReadyLook]) throws(StoreError) -> [ReadyJob] {
    var lines: [ReadyLine] = []
    var ofLines: [ReadyLook] = []
    var found: [ReadyJob] = []
    for look in looks {
      // One more than there are tokens for: it is the one that says when the next token comes.
      let startable = look.queue.tokens(now: now).map { $0 + 1 } ?? .max
      let free = look.isWeightless ? .max : look.queue.freeSlots
      let limit = min(look.max, free, look.queue.queuedCount, startable)
      if limit <= 0 { continue }
      if let aging = look.queue.settings.agingMicros {
        let jobs = try lookAging(look, limit, agingMicros: aging)
        if jobs.isEmpty { forget(look) }
        found += jobs
      } else {
        lines.append(ReadyLine(queue: look.queue.id, lane: look.lane, max: limit))
        ofLines.append(look)
      }
    }
    for (look, rows) in zip(ofLines, try ready(lines)) {
      if rows.isEmpty { forget(look) }
      for row in rows { found.append(ReadyJob(row, look)) }
    }
    found.sort { ClaimOrder.precedes($0.order, $1.order) }
    return found
  }

  private func forget(_ look: ReadyLook) {
    if case .named(let lane) = look.lane { ledger.claims.forgetReady(lane, queue: look.queue.id) }
  }

  /// Within one priority the oldest comes first, whatever it has gained: so the first few of each priority there is
  /// are all that can be next.
  private func lookAging(_ look: ReadyLook, _ limit: Int, agingMicros: Int64) throws(StoreError) -> [ReadyJob] {
    var bound = Limits.priorityRange.upperBound + 1
    var found: [ReadyJob] = []
    while true {
      let line = ReadyLine(queue: look.queue.id, lane: look.lane, max: limit, belowPriority: bound)
      let rows = try ready([line]).first ?? []
      guard let last = rows.last else { break }
      for row in rows {
        let since = max(row.createdAt.micros, row.runAt?.micros ?? 0, row.readyAt)
        let gained = ClaimOrder.gained(waitedMicros: now.micros - since, agingMicros: agingMicros)
        found.append(ReadyJob(row, look, gained: gained))
      }
      bound = last.priority
    }
    found.sort { ClaimOrder.precedes($0.order, $1.order) }
    return Array(found.prefix(limit))
  }
}

extension ReadyJob {
  /// - Parameter gained: by waiting.
  init(_ row: JobRow, _ look: ReadyLook, gained: Int = 0) {
    self.init(
      id: row.id.value, queue: row.queue, priority: row.priority + gained, ownPriority: row.priority,
      weight: look.isWeightless ? 0 : row.weight, limit: row.limit, batch: row.batch, lane: row.lane, pool: look.pool,
      readyAt: row.readyAt, createdAt: row.createdAt, attempt: row.attempt, starts: row.starts,
      maxAttempts: row.maxAttempts, flags: row.flags, deadline: row.deadline)
  }
}
