// What runs, looked through after a pause of everything or of queues has begun or has ended: each command stands still
// or goes on as the pauses are at that moment, so that of two walks at once neither undoes the other.

/// The walk over running jobs.
enum PauseWalk {
  /// The next of them, as many as one transaction takes.
  static func step(_ scope: PauseScope, after last: JobID, _ tx: Transaction) throws(StoreError) -> PauseStep {
    let page = try tx.search { rows throws(StoreError) in
      try rows.upkeep.jobs(.running, after: last, max: Limits.pausePage)
    }
    try tx.readAheadOfTurn(Wants(jobs: page.map(\.id)))
    var step = PauseStep()
    for (index, standing) in page.enumerated() {
      if index > 0 && tx.isPieceDone { return step }
      try settle(standing.id, scope, &step, tx)
      step.next = standing.id
    }
    if page.count < Limits.pausePage { step.next = nil }
    return step
  }

  /// The same without anybody who waits for it.
  static func later(_ scope: PauseScope, after last: JobID = JobID(0), _ tx: Transaction) {
    tx.after.deferred.append(
      DeferredWork { tx throws(StoreError) in
        if let next = try step(scope, after: last, tx).next { later(scope, after: next, tx) }
      })
  }

  private static func settle(
    _ id: JobID, _ scope: PauseScope, _ step: inout PauseStep, _ tx: Transaction
  ) throws(StoreError) {
    let found: JobRow?
    do throws(StoreError) { found = try tx.job(id) } catch {
      // One that cannot be read holds up none of the others.
      guard case .unreadable = error else { throw error }
      return step.leave(id, .unreadable)
    }
    guard let job = found, job.state == .running, let queue = tx.ledger.queues[job.queue] else { return }
    if case .queues(let names) = scope, !names.contains(queue.name) { return }
    let isMeant = tx.ledger.stopsRunning(in: queue)
    if isMeant, let reason = obstacle(job, tx) { return step.leave(id, reason) }
    if isMeant == job.flags.contains(.pausedAlong) {
      if isMeant { step.done.append(id) }
      return
    }
    try set(isMeant ? .pausedAlong : [], clearing: isMeant ? [] : .pausedAlong, of: job, tx)
    if !isMeant && job.flags.contains(.paused) { step.leave(id, .stillPaused) } else { step.done.append(id) }
  }

  /// Why a running job cannot be stopped where it is.
  static func obstacle(_ job: JobRow, _ tx: Transaction) -> PauseResult.Reason? {
    if job.flags.isCancelEffective { return .cancelling }
    let isCommand = job.kind == .exec || job.kind == .shell
    return isCommand && !job.isLeased && job.boot == tx.terms.boot ? nil : .notACommand
  }

  /// Writes how a running command is paused, and lets it be told.
  static func set(
    _ added: JobFlags, clearing removed: JobFlags, of job: JobRow, _ tx: Transaction
  ) throws(StoreError) {
    try tx.setFlags(added, clearing: removed, of: job.id)
    let isFrozen = !job.flags.union(added).subtracting(removed).isDisjoint(with: .anyPause)
    tx.after.commit.freezes.append(
      FreezeOrder(fence: Fence(job: job.id, start: job.starts, boot: job.boot ?? 0), isFrozen: isFrozen))
  }
}

extension Ledger {
  /// Whether commands of this queue that run are to stand still.
  func stopsRunning(in queue: QueueMemory) -> Bool {
    claims.pause?.stopsRunning ?? false || queue.pause?.stopsRunning ?? false
  }
}
