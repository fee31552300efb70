// The end of a job: how long it is kept, and what hangs on it.

/// Ends jobs.
enum End {
  /// Ends a job that is not running.
  static func job(
    _ job: JobRow, as state: JobState, reason: Reason, adding flags: JobFlags = [], _ tx: Transaction
  ) throws(StoreError) {
    let keepFor = try tx.jobTerms(job.id).keepForMicros ?? tx.terms.keepForMicros
    let expiry = tx.now.advanced(byMicros: keepFor)
    tx.after.commit.noteExpiry(expiry)
    if job.deadline != nil { tx.ledger.times.isNextDueStale = true }
    // Nothing ends before it was there, also if the clock was set back.
    let finishedAt = max(tx.now, job.createdAt, job.begunAt)
    let ended = try Move.job(job, to: state, reason: reason, tx) { row in
      row.finishedAt = finishedAt
      row.expiresAt = expiry
      row.flags.formUnion(flags)
      row.pending = 0
      row.limit = nil
      row.pausedAt = nil
    }
    try follow(job.id, as: state, ended.row.flags, tx)
  }

  /// A job has ended: its key is free, its callbacks are due, and those who waited for it will be decided by the
  /// settlement.
  static func follow(
    _ id: JobID, as state: JobState, _ flags: JobFlags, _ tx: Transaction
  ) throws(StoreError) {
    let isSuccess = state == .succeeded
    if flags.contains(.hasUniqueKey) { try UniqueKeys.release(of: id, tx) }
    if flags.contains(.hasCallbacks) { Callbacks.tell(of: .job(id), isSuccess: isSuccess, tx) }
    if flags.contains(.hasChildren) { tx.agenda.noteEnd(EndedParent(parent: .job(id), isSuccess: isSuccess)) }
  }
}
