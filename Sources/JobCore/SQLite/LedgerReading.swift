// What the rows say to the ledger at a start.

import Logging

/// The reading of what the writer remembers.
struct LedgerReading {
  let connection: SQLiteConnection
  var logger: Logger?

  func opening(now: Timestamp) throws(StoreError) -> Opening {
    var opening = Opening()
    for kind in [IssuedNumbers.Kind.job, .batch, .callback] { opening.numbers[kind] = try last(kind) }
    opening.pause = try PauseReading(connection: connection).everything()
    opening.queues = Array(try queues().values)
    opening.defaultCallbacks = try SQLiteSettings(connection: connection).defaultCallbacks()
    if opening.defaultCallbacks.unread != nil {
      logger?.error("the callbacks for every job cannot be read: nobody is told by them until they are set anew")
    }
    opening.limits = Array(try limits().values)
    let settlements = try connection.statement(SettlementSQL.count)
    if try settlements.step() { opening.settlementCount = settlements.onlyInt }
    settlements.reset()
    let lanes = LaneReading(connection: connection)
    for lane in try lanes.localLanes() { opening.lanes[lane] = Set(try lanes.queues(of: lane)) }
    opening.lastReadyAt = try lastReadyAt(now: now)
    return opening
  }

  private func last(_ kind: IssuedNumbers.Kind) throws(StoreError) -> Int64 {
    try connection.integer("SELECT value FROM meta WHERE name = '\(kind.rawValue)'")
  }

  private func queues() throws(StoreError) -> [Int64: QueueMemory] {
    var queues: [Int64: QueueMemory] = [:]
    let row = try connection.statement(StoreSQL.queues)
    while try row.step() {
      var queue = QueueMemory(
        id: row.int64(QueueColumn.id), name: row.string(QueueColumn.name) ?? "", settings: QueueSettings(row))
      queue.pause = PauseReading.queue(row)
      if queue.settings.unreadCallbacks != nil {
        logger?.error(
          "the callbacks of a queue cannot be read: nobody is told of the ends of its jobs until they are set anew",
          metadata: [LogKeys.queue: "\(queue.name)"])
      }
      if let tokens = row.optionalDouble(QueueColumn.rateTokens), let at = row.optionalTime(QueueColumn.rateAt) {
        queue.bucket = TokenBucket(tokens: tokens, at: at)
      }
      queues[queue.id] = queue
    }
    let count = try connection.statement(StoreSQL.counts)
    while try count.step() {
      let state = try JobState.stored(count.int(JobCountColumn.state))
      queues[count.int64(JobCountColumn.queueID)]?.counts[state.rawValue] = count.int(JobCountColumn.count)
    }
    let weights = try connection.statement(JobSQL.runningWeights)
    while try weights.step() {
      queues[weights.int64(RunningWeightColumn.queueID)]?.addRunning(weight: weights.int(RunningWeightColumn.weight))
    }
    return queues
  }

  private func limits() throws(StoreError) -> [Int64: LimitMemory] {
    var limits: [Int64: LimitMemory] = [:]
    let keys = try connection.statement(KeySQL.limits)
    while try keys.step() {
      let id = keys.int64(LimitKeyColumn.id)
      limits[id] = LimitMemory(
        id: id, key: keys.string(LimitKeyColumn.key) ?? "", max: keys.int(LimitKeyColumn.max))
    }
    if limits.isEmpty { return limits }
    let counts = try connection.statement(KeySQL.limitCounts)
    while try counts.step() {
      let (id, count) = (counts.int64(LimitCountColumn.limitID), counts.int(LimitCountColumn.count))
      let place = LimitMemory.Place(
        queue: counts.int64(LimitCountColumn.queueID), lane: counts.string(LimitCountColumn.lane))
      let state = try JobState.stored(counts.int(LimitCountColumn.state))
      limits[id]?.add(count, state, at: place, isParked: counts.bool(LimitCountColumn.isParked))
    }
    return limits
  }

  /// The latest time at which a waiting job was put in line; 0 if the clock has not been set back, as far as the newest
  /// job and the last boot know: then it has passed.
  private func lastReadyAt(now: Timestamp) throws(StoreError) -> Int64 {
    let seen = try connection.integer(
      """
      SELECT max(ifnull((SELECT created_at FROM job ORDER BY id DESC LIMIT 1), 0),
        ifnull((SELECT started_at FROM boot ORDER BY boot DESC LIMIT 1), 0))
      """)
    if seen <= now.micros { return 0 }
    // All that are in line are looked at, in indexes: only after such a step.
    return try connection.integer(
      """
      SELECT max(
        ifnull((SELECT max(ready_at) FROM job INDEXED BY job_ready
          WHERE state = 3 AND is_parked = 0 AND lane IS NULL), 0),
        ifnull((SELECT max(ready_at) FROM job INDEXED BY job_lane
          WHERE state = 3 AND is_parked = 0 AND lane IS NOT NULL), 0),
        ifnull((SELECT max(ready_at) FROM job INDEXED BY job_parked WHERE state = 3 AND is_parked = 1), 0))
      """)
  }
}
