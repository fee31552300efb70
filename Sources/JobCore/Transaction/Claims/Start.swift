// The start of a job: ready → running, if nothing stands against it after all.

/// Starts jobs.
enum Start {
  enum Step {
    case claimed(StartedJob)
    case passed
    /// The index showed what may not start any more.
    case gone
  }

  /// One job, if nothing stands against it after all.
  static func job(
    _ candidate: ReadyJob, _ admission: inout Admission, _ tx: Transaction
  ) throws(StoreError) -> Step {
    guard var queue = tx.ledger.queues[candidate.queue] else { return .passed }
    if let batch = candidate.batch, try BatchCancel.isCancelling(batch, tx) {
      try BatchCancel.member(JobID(candidate.id), of: batch, tx)
      return .gone
    }
    let permits = candidate.limit.flatMap { tx.ledger.limits[$0]?.permits }
    let obstacle = admission.obstacle(candidate, &queue, permits: permits, now: tx.now)
    // Also of a queue that lets nothing start: its bucket is reckoned from now on.
    if queue.settings.rate != nil { tx.ledger.queues[queue.id]?.bucket = queue.bucket }
    if obstacle == .limit, let limit = candidate.limit {
      tx.ledger.limits.changed.insert(limit)
      return .gone
    }
    if obstacle != nil { return .passed }
    if isOver(candidate, by: tx.now) { return try endUnstarted(candidate, tx) }
    guard let started = try move(candidate, tx) else { return .passed }
    let slots = admission.weight(candidate, queue)
    admission.took(candidate, &queue)
    if queue.settings.rate != nil {
      tx.ledger.queues[queue.id]?.bucket = queue.bucket
      tx.ledger.queues.changedTokens.insert(queue.id)
    }
    return .claimed(StartedJob(job: started, weight: candidate.weight, slots: slots))
  }

  /// It has no time, or its time is up: it ends instead of starting.
  static func isOver(_ candidate: ReadyJob, by now: Timestamp) -> Bool {
    candidate.flags.contains(.hasNoTime) || DuePolicy.isOverdue(.queued, deadline: candidate.deadline, now: now)
  }

  /// Its deadline has passed, and it was not among those the alarm has come to yet; or its limit is 0 or less, and
  /// asyncio's wait_for never starts what has no time.
  private static func endUnstarted(_ candidate: ReadyJob, _ tx: Transaction) throws(StoreError) -> Step {
    let id = JobID(candidate.id)
    // Its end would break a rule, each time again: nobody else's start is to fail for that.
    if tx.course.setAside.contains(.job(id)) { return .passed }
    guard let job = try tx.job(id), job.state == .queued else { return .passed }
    let isExpired = job.hasCome(.jobDeadline, by: tx.now)
    guard isExpired || job.flags.contains(.hasNoTime) else { return .passed }
    try End.job(job, as: .failed, reason: isExpired ? .expired : .timeout, tx)
    return .gone
  }

  /// `nil` if it is not queued any more: what has been done with an earlier one may have ended it.
  private static func move(_ candidate: ReadyJob, _ tx: Transaction) throws(StoreError) -> WorkingJob? {
    guard let job = try tx.job(JobID(candidate.id)), job.state == .queued, job.starts == candidate.starts else {
      return nil
    }
    // Not before it was made, if the clock was set back since.
    let startedAt = max(tx.now, job.createdAt)
    if job.deadline != nil { tx.ledger.times.isNextDueStale = true }
    return try Move.job(job, to: .running, reason: nil, tx) { row in
      row.attempt += 1
      row.starts += 1
      row.startedAt = startedAt
      row.boot = tx.terms.boot
      (row.pid, row.pidTicks) = (nil, nil)
    }
  }
}
