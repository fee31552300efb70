// Pauses of single jobs: what has not started is held, and a command that runs stands still.

/// Pauses jobs by their ids.
enum JobPauses {
  static func pause(
    _ ids: [JobID], stopsRunning: Bool, within limits: RealmLimits?, _ tx: Transaction
  ) throws(StoreError) -> PauseStep {
    try each(ids, within: limits, tx) { job, step throws(StoreError) in
      switch job.state {
      case .succeeded, .failed, .cancelled, .skipped: step.leave(job.id, .ended)
      case .running where !stopsRunning: step.leave(job.id, .running)
      case .running:
        if let reason = PauseWalk.obstacle(job, tx) { return step.leave(job.id, reason) }
        if !job.flags.contains(.paused) { try PauseWalk.set(.paused, clearing: [], of: job, tx) }
        step.done.append(job.id)
      case .held where !job.flags.contains(.paused): step.leave(job.id, .held)
      case .held, .scheduled, .blocked, .queued, .retrying:
        try hold(job, tx)
        step.done.append(job.id)
      }
    }
  }

  static func resume(
    _ ids: [JobID], within limits: RealmLimits?, _ tx: Transaction
  ) throws(StoreError) -> PauseStep {
    try each(ids, within: limits, tx) { job, step throws(StoreError) in
      if job.state.isTerminal { return step.leave(job.id, .ended) }
      guard job.flags.contains(.paused) else {
        return step.leave(job.id, job.flags.contains(.pausedAlong) ? .stillPaused : .notPaused)
      }
      if job.state == .running {
        try PauseWalk.set([], clearing: .paused, of: job, tx)
        if job.flags.contains(.pausedAlong) { return step.leave(job.id, .stillPaused) }
      } else {
        // The flag goes with it.
        _ = try MoveVerbs.move(job.id, .release, tx)
      }
      step.done.append(job.id)
    }
  }

  /// A job that was paused by itself while it ran waits again: it does not start before somebody says so.
  static func keep(_ id: JobID, _ tx: Transaction) throws(StoreError) {
    guard let job = try tx.job(id), job.flags.contains(.paused), !job.state.isTerminal, job.state != .running else {
      return
    }
    try hold(job, tx)
  }

  private static func hold(_ job: JobRow, _ tx: Transaction) throws(StoreError) {
    if job.state == .held { return }
    try MoveVerbs.hold(job, flag: .paused, tx)
    tx.ledger.times.isNextDueStale = true
  }

  private static func each(
    _ ids: [JobID], within limits: RealmLimits?, _ tx: Transaction,
    _ body: (JobRow, inout PauseStep) throws(StoreError) -> Void
  ) throws(StoreError) -> PauseStep {
    var step = PauseStep()
    let next = Array(ids.prefix(tx.room(forWorkOf: 8, max: ids.count, inPiece: true)))
    try tx.readAheadOfTurn(Wants(jobs: next, terms: next))
    for (index, id) in ids.enumerated() {
      if index > 0 && tx.isPieceDone { return step }
      try Settlement.run(before: id, tx)
      do throws(StoreError) {
        if try UniqueKeys.isWithin(limits, id, tx), let job = try tx.job(id) {
          try body(job, &step)
        } else {
          step.leave(id, .notFound)
        }
      } catch {
        guard case .unreadable = error else { throw error }
        step.leave(id, .unreadable)
      }
      step.next = index + 1 < ids.count ? id : nil
    }
    return step
  }
}
