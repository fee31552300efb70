// Which ready jobs a claim looks at: the first of each queue, by priority, age and aging; never more than may start.

/// A ready job as the index shows it.
struct ReadyJob {
  let id: Int64
  let queue: Int64
  /// With what it has gained by waiting.
  let priority: Int
  let weight: Int
  let limit: Int64?
  let batch: Int64?

  var order: ClaimOrder.Candidate { ClaimOrder.Candidate(id: id, priority: priority) }
}

extension WriterContext {
  /// At most `slots` of each queue, in the order in which they should start.
  func candidates(_ slots: Int, now: Timestamp) throws(StoreError) -> [ReadyJob] {
    var candidates: [ReadyJob] = []
    for queue in memory.queues.values where queue.queuedCount > 0 && !queue.settings.isPaused {
      let limit = min(slots, queue.freeSlots, queue.queuedCount)
      if limit <= 0 { continue }
      if let aging = queue.settings.agingMicros {
        try collectAging(queue, limit, agingMicros: aging, now: now, into: &candidates)
      } else {
        let statement = try statement(JobSQL.claimCandidates)
        statement.bind(1, queue.id)
        statement.bind(2, limit)
        while try statement.step() { candidates.append(Self.readyJob(statement, queue.id, gained: 0)) }
      }
    }
    candidates.sort { ClaimOrder.precedes($0.order, $1.order) }
    return candidates
  }

  /// Within one priority the oldest comes first, whatever it has gained: so the first few of each priority there is
  /// are all that can be next.
  private func collectAging(
    _ queue: QueueMemory, _ limit: Int, agingMicros: Int64, now: Timestamp, into candidates: inout [ReadyJob]
  ) throws(StoreError) {
    var bound = Limits.priorityRange.upperBound + 1
    var found: [ReadyJob] = []
    while true {
      let statement = try statement(JobSQL.claimLevel)
      statement.bind(1, queue.id)
      statement.bind(2, bound)
      statement.bind(3, limit)
      var level: Int?
      while try statement.step() {
        level = statement.int(1)
        let since = max(statement.int64(5), statement.optionalInt64(6) ?? 0)
        let gained = ClaimOrder.gained(waitedMicros: now.micros - since, agingMicros: agingMicros)
        found.append(Self.readyJob(statement, queue.id, gained: gained))
      }
      guard let level else { break }
      bound = level
    }
    found.sort { ClaimOrder.precedes($0.order, $1.order) }
    candidates.append(contentsOf: found.prefix(limit))
  }

  private static func readyJob(_ row: SQLiteStatement, _ queue: Int64, gained: Int) -> ReadyJob {
    ReadyJob(
      id: row.int64(0), queue: queue, priority: row.int(1) + gained, weight: row.int(2),
      limit: row.optionalInt64(3), batch: row.optionalInt64(4))
  }
}
