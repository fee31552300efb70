// Which ready jobs a claim looks at: the first of each queue and lane, by priority, age and aging; never more than may
// start.

/// The ready jobs that are next.
enum Candidates {
  /// How many jobs one claim takes at most: of each line as many are looked at, so that the first of all are among
  /// them, and all lines together must not be too much for a transaction.
  static func share(_ tx: Transaction) -> Int {
    var lines = tx.ledger.claims.lanes.values.reduce(0) { $0 + $1.count }
    var hasAging = false
    for queue in tx.ledger.queues.all where queue.queuedCount > 0 && !queue.settings.isPaused {
      lines += 1
      hasAging = hasAging || queue.settings.agingMicros != nil
    }
    return share(lines: lines, hasAging: hasAging)
  }

  /// With aging as many of each priority are looked at.
  static func share(lines: Int, hasAging: Bool) -> Int {
    let most = hasAging ? Limits.claimAgingMax : Limits.claimTogetherMax
    return max(1, min(most, Limits.candidatesMax / max(1, lines)))
  }

  /// For the executors of this daemon: at most `most` of each line, and as many as there is room for, in the order in
  /// which they should start.
  static func local(_ admission: Admission, most: Int, _ tx: Transaction) throws(StoreError) -> [ReadyJob] {
    let slots = min(admission.slots, most)
    var looks: [ReadyLook] = []
    for queue in tx.ledger.queues.all where queue.queuedCount > 0 && !queue.settings.isPaused {
      looks.append(ReadyLook(queue: queue, lane: .plain, max: slots))
    }
    for (lane, queues) in tx.ledger.claims.lanes.all {
      var pool: String?
      switch tx.terms.lanes.source(lane) {
      case .open: break
      case .pool(let name): pool = name
      case .remote, .external: continue
      }
      let free = pool.map { admission.free($0) } ?? .max
      if free <= 0, let pool {
        if admission.isHeard(pool), try isAwaited(lane, in: queues, tx) { tx.after.commit.demands.insert(pool) }
        continue
      }
      looks += self.looks(lane, in: queues, pool: pool, max: min(slots, free), tx)
    }
    return try look(looks, tx)
  }

  /// Whether a job of the lane could start if only there were room for the lane.
  private static func isAwaited(
    _ lane: String, in queues: Set<Int64>, _ tx: Transaction
  ) throws(StoreError) -> Bool {
    try !look(looks(lane, in: queues, max: 1, tx), tx).isEmpty
  }

  /// The lines of a lane in these queues, as far as jobs may start there; one without queued jobs is forgotten.
  static func looks(
    _ lane: String, in queues: Set<Int64>, pool: String? = nil, isWeightless: Bool = false, max count: Int,
    _ tx: Transaction
  ) -> [ReadyLook] {
    var looks: [ReadyLook] = []
    for id in queues {
      guard let queue = tx.ledger.queues[id] else { continue }
      if queue.queuedCount == 0 {
        tx.ledger.claims.forgetReady(lane, queue: id)
      } else if !queue.settings.isPaused {
        looks.append(
          ReadyLook(queue: queue, lane: .named(lane), pool: pool, isWeightless: isWeightless, max: count))
      }
    }
    return looks
  }

  /// Looks at all lines at once; what is found is in the order in which it should start. A lane that has no ready jobs in
  /// a queue, though it may have had some, is forgotten there.
  static func look(_ looks: [ReadyLook], _ tx: Transaction) throws(StoreError) -> [ReadyJob] {
    var lines: [ReadyLine] = []
    var ofLines: [ReadyLook] = []
    var found: [ReadyJob] = []
    for look in looks {
      // One more than there are tokens for: it is the one that says when the next token comes.
      let startable = look.queue.tokens(now: tx.now).map { $0 + 1 } ?? .max
      let free = look.isWeightless ? .max : look.queue.freeSlots
      let limit = min(look.max, free, look.queue.queuedCount, startable)
      if limit <= 0 { continue }
      if let aging = look.queue.settings.agingMicros {
        let jobs = try lookAging(look, limit, agingMicros: aging, tx)
        if jobs.isEmpty { forget(look, tx) }
        found += jobs
      } else {
        lines.append(ReadyLine(queue: look.queue.id, lane: look.lane, max: limit))
        ofLines.append(look)
      }
    }
    for (look, rows) in zip(ofLines, try tx.ready(lines)) {
      if rows.isEmpty { forget(look, tx) }
      for row in rows { found.append(ReadyJob(row, look)) }
    }
    found.sort { ClaimOrder.precedes($0.order, $1.order) }
    // Those that end instead of starting.
    let ending = found.filter { Start.isOver($0, by: tx.now) }.map { JobID($0.id) }
    if !ending.isEmpty { try tx.readAhead(Wants(terms: ending)) }
    return found
  }

  private static func forget(_ look: ReadyLook, _ tx: Transaction) {
    if case .named(let lane) = look.lane { tx.ledger.claims.forgetReady(lane, queue: look.queue.id) }
  }

  /// Within one priority the oldest comes first, whatever it has gained: so the first few of each priority there is
  /// are all that can be next.
  private static func lookAging(
    _ look: ReadyLook, _ limit: Int, agingMicros: Int64, _ tx: Transaction
  ) throws(StoreError) -> [ReadyJob] {
    var bound = Limits.priorityRange.upperBound + 1
    var found: [ReadyJob] = []
    while true {
      let line = ReadyLine(queue: look.queue.id, lane: look.lane, max: limit, belowPriority: bound)
      let rows = try tx.ready([line]).first ?? []
      guard let last = rows.last else { break }
      for row in rows {
        // A job that was given another one's place has waited as long as that. Of some that are old it is not known.
        let since = row.readyAt > 0 ? row.readyAt : max(row.createdAt.micros, row.runAt?.micros ?? 0)
        let gained = ClaimOrder.gained(waitedMicros: tx.now.micros - since, agingMicros: agingMicros)
        found.append(ReadyJob(row, look, gained: gained))
      }
      bound = last.priority
    }
    found.sort { ClaimOrder.precedes($0.order, $1.order) }
    return Array(found.prefix(limit))
  }
}
