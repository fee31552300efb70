// Ending an attempt: the only way a running job changes state, and it is fenced.

/// Applies what was decided about attempts.
enum Apply {
  /// False if the fence is stale, and nothing has changed.
  static func end(_ transition: Transition, _ tx: Transaction) throws(StoreError) -> Bool {
    let fence = transition.fence
    guard let job = try live(fence, tx) else { return false }
    if job.isLeased {
      tx.removeLease(of: job.id)
      tx.ledger.times.isNextDueStale = true
      tx.after.commit.leaseNews.insert(job.id)
      tx.after.commit.leaseEnds.append(fence)
    }
    var settled = Completion.settle(transition, isCancelRequested: job.flags.isCancelEffective)
    // No end is before its start, also if the clock was set back between them; a pause is reckoned from now.
    settled.runAt = settled.runAt.map { ClockPolicy.cut($0, begunAt: settled.finishedAt, now: tx.now) }
    if settled.next == .cancelled && job.flags.contains(.batchTimedOut) { settled.reason = .timeout }
    let callbacks = settled.next.isTerminal ? SharedCallbacks.met(by: settled.next, in: job.queue, tx) : MetCallbacks()
    try move(job, settled, isCalledFor: !callbacks.isEmpty, tx)
    tx.add(AttemptRow(settled))
    if let progress = settled.progress { tx.report(progress, of: fence) }
    if settled.next == .succeeded && job.flags.contains(.hasCheckpoint) { Checkpoints.remove(of: job.id, tx) }
    if settled.givesBackAttempt { GivenBack.note(fence, tx) }
    if settled.next.isTerminal {
      try End.follow(job, as: settled.next, callbacks, tx)
      // After the end: a follow-up may take over its parent's unique key.
      if !settled.followUps.isEmpty { try Submit.followUps(settled.followUps, of: job.id, tx) }
    } else {
      if job.deadline != nil { tx.ledger.times.isNextDueStale = true }
      if job.flags.contains(.paused) { try JobPauses.keep(job.id, tx) }
    }
    return true
  }

  /// The job while this very start of it runs.
  static func live(_ fence: Fence, _ tx: Transaction) throws(StoreError) -> JobRow? {
    guard let job = try tx.job(fence.job), job.state == .running, job.starts == fence.start, job.boot == fence.boot
    else { return nil }
    return job
  }

  /// - Parameter isCalledFor: its queue tells somebody of this end.
  private static func move(
    _ job: JobRow, _ settled: Transition, isCalledFor: Bool, _ tx: Transaction
  ) throws(StoreError) {
    let isEnd = settled.next.isTerminal
    let end = settled.finishedAt
    let expiry = ClockPolicy.cut(end.advanced(byMicros: settled.keepForMicros), begunAt: end, now: tx.now)
    if isEnd { tx.after.commit.noteExpiry(expiry) }
    let now = tx.now
    tx.working.job(job.id)?.exit = AttemptExit(code: settled.exitCode, signal: settled.signal)
    try Move.job(job, to: settled.next, reason: settled.reason, attempt: settled.attempt, tx) { row in
      row.runAt = settled.runAt ?? row.runAt
      row.finishedAt = isEnd ? end : nil
      row.expiresAt = isEnd ? expiry : nil
      if settled.givesBackAttempt && !isEnd { row.attempt -= 1 }
      row.flags.note(settled)
      if isCalledFor { row.flags.insert(.hasCallbacks) }
      row.lane = settled.lane ?? row.lane
      row.pausedAt = settled.runAt == nil ? nil : min(end, now)
      (row.boot, row.pid, row.pidTicks) = (nil, nil, nil)
      if isEnd { row.limit = nil }
    }
  }
}

extension JobFlags {
  /// What an attempt leaves behind.
  fileprivate mutating func note(_ end: Transition) {
    subtract(end.next.isTerminal ? [.timedOut, .paused, .pausedAlong] : [.timedOut, .pausedAlong])
    if end.hasResult { insert(.hasResult) }
    if end.progress != nil { insert(.hasProgress) }
    if end.isTimedOut { insert(.timedOut) }
  }
}

extension AttemptRow {
  fileprivate init(_ end: Transition) {
    self.init(
      job: end.fence.job, start: end.fence.start, attempt: end.attempt, startedAt: end.startedAt,
      finishedAt: end.finishedAt, outcome: end.outcome, exitCode: end.exitCode, signal: end.signal,
      failure: end.failure, pid: end.pid, log: end.log, result: end.result, http: end.http)
  }
}
