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

/// The statements that look at one line of ready jobs, and what they are to find there.
struct ReadyLine {
  let candidates: NamedSQL
  let level: NamedSQL
  var lane: String?
  var pool: String?
  /// Its jobs take no slots.
  var isWeightless = false

  /// Jobs that need nothing but slots.
  static let plain = ReadyLine(candidates: JobSQL.claimCandidates, level: JobSQL.claimLevel)
  /// Jobs of all lanes of remote workers.
  static let remote = ReadyLine(candidates: JobSQL.remoteCandidates, level: JobSQL.remoteLevel)

  static func of(lane: String, pool: String? = nil, isWeightless: Bool = false) -> ReadyLine {
    ReadyLine(
      candidates: JobSQL.laneCandidates, level: JobSQL.laneLevel, lane: lane, pool: pool, isWeightless: isWeightless)
  }
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
    var candidates: [ReadyJob] = []
    let slots = min(admission.slots, most)
    for queue in ledger.queues.all where queue.queuedCount > 0 && !queue.settings.isPaused {
      try collect(.plain, queue, max: slots, into: &candidates)
    }
    for (lane, queues) in ledger.claims.lanes.all {
      var pool: String?
      switch lanes.source(lane) {
      case .open: break
      case .pool(let name): pool = name
      case .remote, .external: continue
      }
      let free = pool.map { admission.free($0) } ?? .max
      if free <= 0, let pool {
        if admission.isHeard(pool), try isAwaited(lane, in: queues) { commit.demands.insert(pool) }
        continue
      }
      let line = ReadyLine.of(lane: lane, pool: pool)
      for id in queues { try look(line, id, max: min(slots, free), into: &candidates) }
    }
    candidates.sort { ClaimOrder.precedes($0.order, $1.order) }
    return candidates
  }

  /// Whether a job of the lane could start if only there were room for the lane.
  private func isAwaited(_ lane: String, in queues: Set<Int64>) throws(StoreError) -> Bool {
    var found: [ReadyJob] = []
    for id in queues {
      try look(.of(lane: lane), id, max: 1, into: &found)
      if !found.isEmpty { return true }
    }
    return false
  }

  /// Looks at a lane in one queue, and forgets that it may have ready jobs there if it has none.
  func look(
    _ line: ReadyLine, _ id: Int64, max count: Int, into candidates: inout [ReadyJob]
  ) throws(StoreError) {
    guard let lane = line.lane, let queue = ledger.queues[id] else { return }
    if queue.queuedCount == 0 {
      ledger.claims.forgetReady(lane, queue: id)
    } else if !queue.settings.isPaused {
      let before = candidates.count
      let looked = try collect(line, queue, max: count, into: &candidates)
      if looked && candidates.count == before { ledger.claims.forgetReady(lane, queue: id) }
    }
  }

  /// The first of one line in one queue; false if there was no room, and so no look.
  @discardableResult
  func collect(
    _ line: ReadyLine, _ queue: QueueMemory, max count: Int, into candidates: inout [ReadyJob]
  ) throws(StoreError) -> Bool {
    // One more than there are tokens for: it is the one that says when the next token comes.
    let startable = queue.tokens(now: now).map { $0 + 1 } ?? .max
    let limit = min(count, line.isWeightless ? .max : queue.freeSlots, queue.queuedCount, startable)
    if limit <= 0 { return false }
    if let aging = queue.settings.agingMicros {
      try collectAging(line, queue, limit, agingMicros: aging, into: &candidates)
    } else {
      let statement = try statement(line.candidates)
      statement.bind(1, queue.id)
      statement.bind(3, limit)
      if let lane = line.lane { statement.bind(4, lane) }
      while try statement.step() { candidates.append(Self.readyJob(statement, queue.id, line, gained: 0)) }
    }
    return true
  }

  /// Within one priority the oldest comes first, whatever it has gained: so the first few of each priority there is
  /// are all that can be next.
  private func collectAging(
    _ line: ReadyLine, _ queue: QueueMemory, _ limit: Int, agingMicros: Int64,
    into candidates: inout [ReadyJob]
  ) throws(StoreError) {
    var bound = Limits.priorityRange.upperBound + 1
    var found: [ReadyJob] = []
    while true {
      let statement = try statement(line.level)
      statement.bind(1, queue.id)
      statement.bind(2, bound)
      statement.bind(3, limit)
      if let lane = line.lane { statement.bind(4, lane) }
      var level: Int?
      while try statement.step() {
        level = statement.int(1)
        let since = max(statement.int64(5), statement.optionalInt64(6) ?? 0, statement.int64(8))
        let gained = ClaimOrder.gained(waitedMicros: now.micros - since, agingMicros: agingMicros)
        found.append(Self.readyJob(statement, queue.id, line, gained: gained))
      }
      guard let level else { break }
      bound = level
    }
    found.sort { ClaimOrder.precedes($0.order, $1.order) }
    candidates.append(contentsOf: found.prefix(limit))
  }

  private static func readyJob(_ row: SQLiteStatement, _ queue: Int64, _ line: ReadyLine, gained: Int) -> ReadyJob {
    ReadyJob(
      id: row.int64(0), queue: queue, priority: row.int(1) + gained, ownPriority: row.int(1),
      weight: line.isWeightless ? 0 : row.int(2), limit: row.optionalInt64(3), batch: row.optionalInt64(4),
      lane: line.lane ?? row.string(7), pool: line.pool, readyAt: row.int64(8),
      createdAt: Timestamp(micros: row.int64(5)), attempt: row.int(9), starts: row.int(10), maxAttempts: row.int(11),
      flags: JobFlags(rawValue: row.int64(12)), deadline: row.optionalInt64(13).map(Timestamp.init(micros:)))
  }
}
