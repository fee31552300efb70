// A ready job as a claim sees it.

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
  let starts: Int
  let flags: JobFlags
  let deadline: Timestamp?

  var order: ClaimOrder.Candidate { ClaimOrder.Candidate(id: id, priority: priority, readyAt: readyAt) }
}

extension ReadyJob {
  /// - Parameter gained: by waiting.
  init(_ row: JobRow, _ look: ReadyLook, gained: Int = 0) {
    self.init(
      id: row.id.value, queue: row.queue, priority: row.priority + gained, ownPriority: row.priority,
      weight: look.isWeightless ? 0 : row.weight, limit: row.limit, batch: row.batch, lane: row.lane, pool: look.pool,
      readyAt: row.readyAt, starts: row.starts, flags: row.flags, deadline: row.deadline)
  }
}
