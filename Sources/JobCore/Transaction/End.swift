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
    let callbacks = SharedCallbacks.met(by: state, in: job.queue, tx)
    try Move.job(job, to: state, reason: reason, tx) { row in
      row.finishedAt = finishedAt
      row.expiresAt = expiry
      row.flags.formUnion(flags)
      row.flags.subtract(.anyPause)
      if !callbacks.isEmpty { row.flags.insert(.hasCallbacks) }
      row.pending = 0
      row.limit = nil
      row.pausedAt = nil
    }
    try follow(job, as: state, callbacks, tx)
  }

  /// A job has ended: its key is free, its callbacks are due, and those who waited for it will be decided by the
  /// settlement.
  ///
  /// - Parameters:
  ///   - job: as it was before its end.
  ///   - callbacks: who is told of this end beside those whom the job names.
  static func follow(
    _ job: JobRow, as state: JobState, _ callbacks: MetCallbacks, _ tx: Transaction
  ) throws(StoreError) {
    let (id, isSuccess) = (job.id, state == .succeeded)
    if job.flags.contains(.hasUniqueKey) { try UniqueKeys.release(of: id, tx) }
    if job.flags.contains(.hasCallbacks) { Callbacks.tell(of: .job(id), isSuccess: isSuccess, tx) }
    SharedCallbacks.tell(callbacks, of: job, tx)
    if job.flags.contains(.hasChildren) { tx.agenda.noteEnd(EndedParent(parent: .job(id), isSuccess: isSuccess)) }
  }
}
