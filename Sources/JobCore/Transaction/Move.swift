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
  ) throws(StoreError) -> WorkingJob {
    var links = job.links
    let moved = try write(job, to: next, reason: reason, tx, change)
    links.lane = moved.row.lane
    links.limit = job.limit ?? moved.row.limit
    // One that comes back to life is one more that has its key.
    if job.limit == nil, let limit = moved.row.limit { tx.ledger.limits[limit]?.references += 1 }
    try tx.noteMove(
      job.id, links, from: job.state, to: next, reason: reason, attempt: attempt ?? moved.row.attempt,
      due: moved.row.runAt, queue: moved.row.queue)
    return moved
  }

  /// Moves a job that is not running to a state in which it goes on waiting or is ready.
  static func waiting(
    _ job: JobRow, to next: JobState, reason: Reason?, _ tx: Transaction, _ change: (inout JobRow) -> Void = { _ in }
  ) throws(StoreError) {
    let readyAt = next == .queued ? readyAt(job, tx) : job.readyAt
    try Move.job(job, to: next, reason: reason, tx) { row in
      (row.finishedAt, row.expiresAt) = (nil, nil)
      row.readyAt = readyAt
      if !next.mayPause { row.pausedAt = nil }
      change(&row)
    }
  }

  /// From when on it is in line: what was due before is ahead of what came since, though nobody looked at it earlier.
  private static func readyAt(_ job: JobRow, _ tx: Transaction) -> Int64 {
    guard job.state.isTimed, let due = job.runAt, due < tx.now else { return tx.ledger.times.nextReadyAt(tx.now) }
    return due.micros
  }

  /// The row alone; who calls it sees to the rest.
  static func write(
    _ job: JobRow, to next: JobState, reason: Reason?, _ tx: Transaction, _ change: (inout JobRow) -> Void
  ) throws(StoreError) -> WorkingJob {
    try check(job.id, from: job.state, to: next)
    let since = next == job.state || !next.isWaiting ? nil : max(tx.now, job.createdAt)
    return try tx.change(decidedOn: job) { row in
      change(&row)
      row.state = next
      if let since { row.sinceAt = since }
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

extension JobState {
  /// Neither running nor ended.
  fileprivate var isWaiting: Bool { !isTerminal && self != .running }

  /// There may be a pause behind it that has not ended.
  fileprivate var mayPause: Bool { rawValue < JobState.queued.rawValue || self == .retrying }
}

extension JobRow {
  /// What hangs on its state besides its row.
  var links: JobLinks {
    JobLinks(
      queue: queue, weight: kind == .external ? 0 : weight, batch: batch, limit: limit, isParked: isParked, lane: lane)
  }
}
