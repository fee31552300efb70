// Jobs that have ended and whose time has passed go, unless somebody still needs them.

/// The removal of what has expired.
enum Prune {
  /// Removes up to `limit` finished jobs whose time has passed, and as many batches without members.
  static func run(limit: Int, _ tx: Transaction) throws(StoreError) -> [DeletedJob] {
    let expired = try tx.search { rows throws(StoreError) in try rows.upkeep.expired(by: tx.now, max: limit) }
    for row in expired { tx.working.found(row) }
    var removed: [DeletedJob] = []
    for (index, row) in expired.enumerated() {
      // The rest has expired as well: whoever removes comes again for it.
      if tx.isPieceDone && index > 0 { return removed }
      guard let job = try tx.job(row.id), job.state.isTerminal else { continue }
      switch try Remove.lookAtChildren(of: job, tx) {
      case .found: try postpone(job.id, to: tx.now.advanced(byMicros: Limits.pruneAgainMicros), tx)
      case .unfinished: return removed
      case .none:
        if let later = try stillNeeded(job, tx) {
          try postpone(job.id, to: later, tx)
        } else {
          // Who is called has been told.
          if job.state == .failed && job.flags.isDisjoint(with: [.seen, .hasCallbacks]) {
            tx.after.commit.unseenFailures.append(job.id)
          }
          removed.append(try Remove.row(job, tx))
        }
      }
    }
    try BatchExpiry.prune(limit: limit, tx)
    return removed
  }

  /// When to look again at a job whose time has passed but which cannot go yet: a callback has not been delivered, its
  /// unique key is still held.
  private static func stillNeeded(_ job: JobRow, _ tx: Transaction) throws(StoreError) -> Timestamp? {
    let later = tx.now.advanced(byMicros: Limits.pruneAgainMicros)
    if job.flags.contains(.hasCallbacks), try Callbacks.areDue(of: .job(job.id), tx) { return later }
    guard job.flags.contains(.hasUniqueKey), let rule = try tx.jobTerms(job.id).unique,
      let holder = try UniqueKeys.holder(rule.key, tx), holder.id == job.id, let freeAt = holder.freeAt,
      freeAt > tx.now
    else { return nil }
    return freeAt
  }

  private static func postpone(_ id: JobID, to moment: Timestamp, _ tx: Transaction) throws(StoreError) {
    try tx.change(id) { $0.expiresAt = moment }
    tx.after.commit.noteExpiry(moment)
  }
}
