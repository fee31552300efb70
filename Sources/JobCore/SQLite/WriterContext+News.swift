// What follows in memory, and for the commit to tell, from a change of a job that has just been written.

extension WriterContext {
  /// Keeps memory and the commit's news in step with a change of a job's state that has just been written.
  ///
  /// - Parameter queue: where it is now, if that is not where it was.
  func noteMove(
    _ id: JobID, _ links: JobLinks, from: JobState?, to: JobState, reason: Reason?, attempt: Int,
    due: Timestamp? = nil, queue: Int64? = nil, at now: Timestamp
  ) throws(StoreError) {
    try keepMemory(id, links, from: from, to: to, due: due, queue: queue ?? links.queue)
    commit.events.append(
      JobEvent(
        job: id, queue: ledger.queues[queue ?? links.queue]?.name ?? "", batch: links.batch.map { BatchID($0) },
        state: to, reason: reason, attempt: attempt, at: now))
  }

  /// As `noteMove`, of a job that stays where it is: only its place in line may be another one.
  func noteEdit(_ id: JobID, _ facts: JobFacts) throws(StoreError) {
    try keepMemory(id, facts.links, from: facts.state, to: facts.state, due: nil, queue: facts.queue)
  }

  private func keepMemory(
    _ id: JobID, _ links: JobLinks, from: JobState?, to: JobState, due: Timestamp?, queue: Int64
  ) throws(StoreError) {
    if queue == links.queue {
      ledger.queues.note(queue, from: from, to: to, weight: links.weight)
    } else {
      ledger.queues.note(links.queue, from: from, to: nil, weight: links.weight)
      ledger.queues.note(queue, from: nil, to: to, weight: links.weight)
    }
    ledger.limits.note(links, from: from, to: to, queue: queue)
    if let batch = links.batch, from != to { try noteBatch(batch, job: id, from: from, to: to) }
    if to == .queued, let lane = links.lane { ledger.claims.noteReady(lane, queue: queue) }
    if to == .queued || (from == .running && (links.limit != nil || ledger.queues[queue]?.settings.slots != nil)) {
      ledger.claims.news.hasNewWork = true
      if from == .running { ledger.claims.news.noteRoom(in: queue) }
    }
    // What stood behind it in line, held back by its weight or its limit key, may be next.
    if from == .queued && to != .running { ledger.claims.news.noteRoom(in: links.queue) }
    if to.isTimed { ledger.times.noteDue(due) }
    if let from, from.isTimed { ledger.times.isNextDueStale = true }
  }

  /// A job has ended, and that has been written: its key is free, its callbacks are due, and those who waited for it
  /// will be decided by the settlement.
  func noteEnd(_ id: JobID, _ flags: JobFlags, as state: JobState) throws(StoreError) {
    if flags.contains(.hasUniqueKey) { try releaseUnique(of: id) }
    if flags.contains(.hasCallbacks) { try callbacksDue(of: .job(id), isSuccess: state == .succeeded) }
    if flags.contains(.hasChildren) {
      agenda.noteEnd(EndedParent(kind: .job, id: id.value, isSuccess: state == .succeeded))
    }
  }
}
