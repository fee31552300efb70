// Hold, release, run and retry: who has a job moved by hand.

/// The verbs that keep a job from starting, or let it go on.
enum MoveVerbs {
  static func move(_ id: JobID, _ move: JobMove, _ tx: Transaction) throws(StoreError) -> VerbAnswer<Void> {
    guard let job = try tx.job(id) else { return .notFound }
    switch (move, job.state) {
    case (.hold, let state) where HoldPolicy.mayHold(state): try hold(job, tx)
    case (.release, .held): try release(job, tx)
    case (.run, .queued): break
    case (.run, .scheduled), (.run, .retrying): try Move.waiting(job, to: .queued, reason: nil, tx) { $0.runAt = nil }
    case (.retry, .failed), (.retry, .cancelled), (.retry, .skipped): return try retry(job, tx)
    default: return .invalidState(job.state)
    }
    return .done(())
  }

  /// It keeps what it waits for, its attempts, its keys and the pause before its next attempt; its place in line it gives
  /// up.
  ///
  /// - Parameter flag: `.paused` for a job that is held by a pause of it, which a resume undoes.
  static func hold(_ job: JobRow, flag: JobFlags = [], _ tx: Transaction) throws(StoreError) {
    try Move.waiting(job, to: .held, reason: HoldPolicy.kept(job.reason, of: job.state), tx) { row in
      row.flags.formUnion(flag)
      // In line before its time: somebody has retried it by hand, and it does not wait for that time again.
      if job.state == .queued, let due = row.runAt, due > tx.now { row.runAt = nil }
    }
  }

  private static func release(_ job: JobRow, _ tx: Transaction) throws(StoreError) {
    let next = HoldPolicy.released(isWaiting: job.pending > 0, reason: job.reason, runAt: job.runAt, now: tx.now)
    // One that was held later has said its bound before, and others may have said another since.
    let isSaid = job.sinceAt != nil
    if !isSaid, job.flags.contains(.hasLimit), let rule = try tx.jobTerms(job.id).limit { _ = LimitKeys.id(rule, tx) }
    try Move.waiting(job, to: next, reason: HoldPolicy.kept(job.reason, of: next), tx) { $0.flags.remove(.paused) }
  }

  // MARK: Retry

  private static func retry(_ job: JobRow, _ tx: Transaction) throws(StoreError) -> VerbAnswer<Void> {
    // What has been cancelled is not begun anew before it has ended: the cancel would reach it again, or forget it.
    if let batch = job.batch.map({ BatchID($0) }), try BatchCancel.isCancelling(batch.value, tx) {
      return .batchCancelling(batch)
    }
    if let queue = tx.ledger.queues[job.queue], let max = queue.bound(passedBy: 1) {
      return .queueFull(name: queue.name, max: max)
    }
    if let taken = try takeKeyBack(job, tx) { return taken }
    if job.flags.contains(.hasCallbacks), let shown = try Shown.job(job.id, tx) {
      try Callbacks.renew(of: .job(job.id), after: CallbackEnd(shown), tx)
    }
    if job.flags.contains(.cancelRequested) { Specs.setCancelReason(nil, of: job.id, tx) }
    if job.flags.contains(.hasParents) { tx.course.scans.removeAll() }
    let limit = job.flags.contains(.hasLimit) ? try LimitKeys.id(ofEnded: job.id, tx) : nil
    try Move.waiting(job, to: .queued, reason: nil, tx) { row in
      // One more attempt than it had, or than it was allowed, whichever is more; and the cancel is forgotten.
      row.maxAttempts = max(row.maxAttempts, row.attempt + 1)
      row.flags.subtract([.cancelRequested, .cancelAbsorbed, .hasResult, .timedOut, .batchTimedOut, .seen])
      row.limit = limit
    }
    try clearPastDeadline(job.id, tx)
    return .done(())
  }

  /// A job that runs again needs its unique key again; somebody else may have it by now.
  private static func takeKeyBack(_ job: JobRow, _ tx: Transaction) throws(StoreError) -> VerbAnswer<Void>? {
    guard job.flags.contains(.hasUniqueKey), let rule = try tx.jobTerms(job.id).unique else { return nil }
    if let holder = try UniqueKeys.holder(rule.key, tx), holder.id != job.id,
      holder.state.map({ !$0.isTerminal }) ?? false
    {
      return .duplicate(key: rule.key, holder: holder.id)
    }
    tx.change(.take(rule.key, job.id))
    return nil
  }

  /// A job that is retried by hand after its deadline would expire at once.
  private static func clearPastDeadline(_ id: JobID, _ tx: Transaction) throws(StoreError) {
    guard let job = try tx.job(id), let deadline = job.deadline else { return }
    tx.ledger.times.noteDue(deadline)
    if deadline > tx.now { return }
    try Move.edit(job, to: .queued, tx) { $0.deadline = nil }
    tx.ledger.times.isNextDueStale = true
  }
}
