// The end of batches: one that is done goes with the last of its members; one without members is kept for as long as a
// job, and longer only while it is open and somebody waits for it.

/// Removes batches.
enum BatchExpiry {
  /// It has no members: from now on it is kept for as long as a job.
  static func expire(_ id: Int64, _ tx: Transaction) {
    expire(id, at: tx.now.advanced(byMicros: tx.terms.keepForMicros), tx)
  }

  private static func expire(_ id: Int64, at moment: Timestamp, _ tx: Transaction) {
    Batches.change(id, tx) { $0.expiresAt = moment }
    tx.after.commit.noteExpiry(moment)
  }

  /// Looks at the batches of which members have been removed.
  static func settleRemoved(_ tx: Transaction) throws(StoreError) {
    if tx.agenda.batchesWithRemoved.isEmpty { return }
    let touched = Array(tx.agenda.batchesWithRemoved)
    tx.agenda.batchesWithRemoved = []
    let lines = touched.map { JobLine(list: .members($0), max: 1) }
    let members = try tx.search { rows throws(StoreError) in try rows.upkeep.jobs(lines) }
    let empty = zip(touched, members).filter { $1.isEmpty }.map { $0.0 }
    for batch in try there(empty, tx) {
      switch BatchPolicy.withoutMembers(isDone: batch.finishedAt != nil) {
      // The last of its callbacks takes it along.
      case .remove: if try !hasOpenCallbacks(batch, tx) { Batches.remove(batch, tx) }
      case .keepForAWhile: expire(batch.id, tx)
      }
    }
  }

  /// Removes up to `limit` batches without members whose time has passed; true if all that have expired were looked at.
  static func prune(limit: Int, _ tx: Transaction) throws(StoreError) -> Bool {
    Batches.write(tx)
    let now = tx.now
    let ids = try tx.search { rows throws(StoreError) in try rows.times.due(.batchExpiry, by: now, max: limit) }
    let batches = try there(ids, tx)
    let pages = try Unended.pages(
      batches.filter { $0.finishedAt == nil }
        .map { (.batch(BatchID($0.id)), JobID(tx.course.scans.waiting[$0.id] ?? 0)) }, tx)
    for batch in batches {
      switch try need(of: batch, pages, tx) {
      case .needed: expire(batch.id, at: now.advanced(byMicros: Limits.pruneAgainMicros), tx)
      case .none: Batches.remove(batch, tx)
      // It has expired still: whoever removes comes again for it, and for the rest.
      case .unfinished: return false
      }
    }
    return ids.count < limit
  }

  /// Those of them that are there, read together, with the callbacks that may keep them.
  private static func there(_ ids: [Int64], _ tx: Transaction) throws(StoreError) -> [BatchRow] {
    var wants = Wants()
    wants.batches = Set(ids)
    try tx.readAhead(wants)
    var found: [BatchRow] = []
    for id in ids {
      if let batch = try Batches.batch(id, tx) { found.append(batch) }
    }
    try Callbacks.readAhead(found.filter(\.hasCallbacks).map { .batch(BatchID($0.id)) }, tx)
    return found
  }

  private enum Need {
    case needed
    case none
    /// The transaction has done enough; where to go on is remembered.
    case unfinished
  }

  private static func need(
    of batch: BatchRow, _ pages: Unended.Pages, _ tx: Transaction
  ) throws(StoreError) -> Need {
    if batch.finishedAt == nil { return try lookForWaiting(batch.id, pages, tx) }
    return try hasOpenCallbacks(batch, tx) ? .needed : .none
  }

  private static func hasOpenCallbacks(_ batch: BatchRow, _ tx: Transaction) throws(StoreError) -> Bool {
    batch.hasCallbacks ? try Callbacks.areDue(of: .batch(BatchID(batch.id)), tx) : false
  }

  /// Looks for a job that waits for the batch, past those that have ended without it, of which there may be very many.
  /// What makes another one wait lets the look begin anew.
  private static func lookForWaiting(
    _ id: Int64, _ pages: Unended.Pages, _ tx: Transaction
  ) throws(StoreError) -> Need {
    let first = JobID(tx.course.scans.waiting.removeValue(forKey: id) ?? 0)
    switch try Unended.look(at: .batch(BatchID(id)), after: first, in: pages, tx) {
    case .found: return .needed
    case .none: return .none
    case .unfinished(let last):
      if tx.course.scans.waiting.count >= Limits.waitScansMax { tx.course.scans.waiting = [:] }
      tx.course.scans.waiting[id] = last.value
      return .unfinished
    }
  }
}
