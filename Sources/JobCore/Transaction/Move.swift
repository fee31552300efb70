// The one place where the state of a job changes: the move is checked against `JobState`, then the row, what is
// remembered and what is told of it change together.

/// Moves jobs.
enum Move {
  /// Gives a job another state, or leaves it in one that is not final while something else of it changes.
  ///
  /// - Parameters:
  ///   - job: as it was when this was decided; throws if it is not so any more.
  ///   - attempt: what is told, if not the attempt of the row.
  ///   - change: what else changes in the row. Whether it is parked follows from the rest.
  @discardableResult
  static func job(
    _ job: JobRow, to next: JobState, reason: Reason?, attempt: Int? = nil, _ tx: Transaction,
    _ change: (inout JobRow) -> Void = { _ in }
  ) throws(StoreError) -> JobRow {
    var links = job.links
    let row = try write(job, to: next, reason: reason, tx, change)
    links.lane = row.lane
    links.limit = job.limit ?? row.limit
    // One that comes back to life is one more that has its key.
    if job.limit == nil, let limit = row.limit { tx.ledger.limits[limit]?.references += 1 }
    try tx.noteMove(
      job.id, links, from: job.state, to: next, reason: reason, attempt: attempt ?? row.attempt, due: row.runAt,
      queue: row.queue)
    return row
  }

  /// The row alone; who calls it sees to the rest.
  static func write(
    _ job: JobRow, to next: JobState, reason: Reason?, _ tx: Transaction, _ change: (inout JobRow) -> Void
  ) throws(StoreError) -> JobRow {
    try check(job.id, from: job.state, to: next)
    return try tx.change(decidedOn: job) { row in
      change(&row)
      row.state = next
      row.reason = reason
      row.isParked = next == .queued && row.limit != nil
    }
  }

  /// Throws unless a job may go from one state to the other; staying in a state that is not final is no move.
  private static func check(_ id: JobID, from: JobState, to next: JobState) throws(StoreError) {
    if from.canMove(to: next) || (from == next && !from.isTerminal) { return }
    throw .illegal(
      statement: "job", message: "job \(id) is \(from.name), and from there it does not become \(next.name)")
  }
}

extension JobRow {
  /// What hangs on its state besides its row.
  var links: JobLinks {
    JobLinks(
      queue: queue, weight: kind == .external ? 0 : weight, batch: batch, limit: limit, isParked: isParked, lane: lane)
  }
}
