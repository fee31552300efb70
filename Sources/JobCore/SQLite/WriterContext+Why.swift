// Why a job is not running, as the writer knows it: it alone has the permits, the slots and the tokens.

extension WriterContext {
  /// - Parameter room: what the next claim could take; what is carried out elsewhere takes none of it.
  func why(_ id: JobID, room: ClaimRoom) throws(StoreError) -> WhyAnswer? {
    guard let facts = try facts(id) else { return nil }
    var answer = WhyAnswer(state: facts.state, blockers: [], position: nil, lane: facts.links.lane)
    switch facts.state {
    case .held: answer.blockers.append(Blocker(.held))
    case .scheduled, .retrying:
      let isRetry = facts.state == .retrying
      answer.blockers.append(Blocker(.delay(isRetry: isRetry), until: facts.runAt))
    case .blocked, .queued, .running, .succeeded, .failed, .cancelled, .skipped: break
    }
    if facts.pending > 0 { answer.blockers += try parentBlockers(id) }
    if facts.state == .queued {
      answer.blockers += try startBlockers(id, facts, room)
      answer.position = try position(id, facts)
    } else if !facts.state.isTerminal, facts.state != .running, let queue = ledger.queues[facts.queue],
      queue.settings.isPaused
    {
      answer.blockers.append(Blocker(.queuePaused(queue: queue.name)))
    }
    return answer
  }

  private func parentBlockers(_ id: JobID) throws(StoreError) -> [Blocker] {
    var blockers: [Blocker] = []
    for (dependency, outcome) in try Edges.parents(of: id, self) where outcome == .pending {
      switch dependency.parent {
      case .job(let parent):
        blockers.append(Blocker(.job(parent, try facts(parent)?.state, on: dependency.on)))
      case .batch(let batch):
        guard let facts = try Batches.batch(batch.value, self)?.facts else { continue }
        let isOpen = facts.isOpen && facts.staysOpen
        blockers.append(
          Blocker(
            .batch(batch, ended: facts.endedCount, size: facts.size, isOpen: isOpen, on: dependency.on)))
      }
      if blockers.count == Limits.blockersShownMax { break }
    }
    return blockers
  }

  private func position(_ id: JobID, _ facts: JobRow) throws(StoreError) -> Int? {
    let isParked = facts.links.isParked
    let statement = try statement(
      isParked ? JobSQL.aheadParked : facts.links.lane == nil ? JobSQL.ahead : JobSQL.aheadInLane)
    statement.bind(1, facts.queue)
    statement.bind(2, facts.priority)
    statement.bind(3, id.value)
    statement.bind(4, Limits.positionMax)
    statement.bind(7, facts.readyAt)
    if isParked {
      statement.bind(5, facts.links.limit)
      statement.bind(6, facts.links.lane)
    } else if let lane = facts.links.lane {
      statement.bind(5, lane)
    }
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    let ahead = statement.int(0)
    return ahead < Limits.positionMax ? ahead + 1 : nil
  }
}
