// Why a job is not running, as the writer knows it: it alone has the permits, the slots and the tokens.

/// What keeps jobs from running.
enum Why {
  /// - Parameter room: what the next claim could take; what is carried out elsewhere takes none of it.
  static func job(_ id: JobID, _ room: ClaimRoom, _ tx: Transaction) throws(StoreError) -> WhyAnswer? {
    guard let job = try tx.job(id) else { return nil }
    var answer = WhyAnswer(state: job.state, blockers: [], position: nil, lane: job.lane)
    switch job.state {
    case .held: answer.blockers.append(Blocker(job.flags.contains(.paused) ? .paused(isRunning: false) : .held))
    case .running where job.flags.contains(.paused): answer.blockers.append(Blocker(.paused(isRunning: true)))
    case .scheduled, .retrying:
      answer.blockers.append(Blocker(.delay(isRetry: job.state == .retrying), until: job.runAt))
    case .blocked, .queued, .running, .succeeded, .failed, .cancelled, .skipped: break
    }
    answer.blockers += pauses(of: job, tx)
    if job.pending > 0 { answer.blockers += try parents(of: id, tx) }
    if job.state == .queued {
      answer.blockers += try StartBlockers.of(job, room, tx)
      answer.position = try position(job, tx)
    }
    return answer
  }

  /// What of the pauses of everything and of its queue concerns it. That of its queue is told of a queued one by the
  /// admission.
  private static func pauses(of job: JobRow, _ tx: Transaction) -> [Blocker] {
    guard !job.state.isTerminal, let queue = tx.ledger.queues[job.queue] else { return [] }
    let isRunning = job.state == .running
    if isRunning && !job.flags.contains(.pausedAlong) { return [] }
    var blockers: [Blocker] = []
    if let pause = tx.ledger.claims.pause, !isRunning || pause.stopsRunning {
      blockers.append(Blocker(.allPaused, until: pause.end.map { tx.terms.steady.wall($0.until) }))
    }
    let isMeant = isRunning ? queue.pause?.stopsRunning ?? false : queue.settings.isPaused && job.state != .queued
    if isMeant { blockers.append(.queuePaused(queue, tx)) }
    return blockers
  }

  private static func parents(of id: JobID, _ tx: Transaction) throws(StoreError) -> [Blocker] {
    var blockers: [Blocker] = []
    let pending = try Edges.parents(of: id, tx).filter { $0.outcome == .pending }
    try tx.readAhead(Wants(among: pending.lazy.prefix(Limits.blockersShownMax).map(\.dependency.parent)))
    for (dependency, _) in pending {
      switch dependency.parent {
      case .job(let parent):
        blockers.append(Blocker(.job(parent, try tx.job(parent)?.state, on: dependency.on)))
      case .batch(let batch):
        guard let facts = try Batches.batch(batch.value, tx)?.facts else { continue }
        let isOpen = facts.isOpen && facts.staysOpen
        blockers.append(
          Blocker(.batch(batch, ended: facts.endedCount, size: facts.size, isOpen: isOpen, on: dependency.on)))
      }
      if blockers.count == Limits.blockersShownMax { break }
    }
    return blockers
  }

  private static func position(_ job: JobRow, _ tx: Transaction) throws(StoreError) -> Int? {
    let ahead = try tx.search { rows throws(StoreError) in try rows.ahead(of: job, max: Limits.positionMax) }
    return ahead < Limits.positionMax ? ahead + 1 : nil
  }
}

extension Blocker {
  /// The queue starts nothing.
  static func queuePaused(_ queue: QueueMemory, _ tx: Transaction) -> Blocker {
    Blocker(.queuePaused(queue: queue.name), until: queue.pause?.end.map { tx.terms.steady.wall($0.until) })
  }
}
