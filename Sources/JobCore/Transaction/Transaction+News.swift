// What follows in memory, and for the commit to tell, from a change of a job.

extension Transaction {
  /// Keeps memory and the commit's news in step with a change of a job's state.
  ///
  /// - Parameters:
  ///   - queue: where it is now, if that is not where it was.
  ///   - moment: when it happened, if that is not now.
  func noteMove(
    _ id: JobID, _ links: JobLinks, from: JobState?, to: JobState, reason: Reason?, attempt: Int,
    due: Timestamp? = nil, queue: Int64? = nil, at moment: Timestamp? = nil
  ) throws(StoreError) {
    try keepMemory(id, links, from: from, to: to, due: due, queue: queue ?? links.queue)
    after.commit.events.append(
      JobEvent(
        job: id, queue: ledger.queues[queue ?? links.queue]?.name ?? "", batch: links.batch.map { BatchID($0) },
        state: to, reason: reason, attempt: attempt, at: moment ?? now))
  }

  /// As `noteMove`, of a job that stays where it is: only its place in line may be another one.
  func noteEdit(_ job: JobRow) throws(StoreError) {
    try keepMemory(job.id, job.links, from: job.state, to: job.state, due: nil, queue: job.queue)
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
    if let batch = links.batch, from != to { try BatchMembers.note(id, of: batch, from: from, to: to, self) }
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
}
