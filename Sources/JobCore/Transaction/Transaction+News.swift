// What follows in memory, and for the commit to tell, from a change of a job.

extension Transaction {
  /// Keeps memory and the commit's news in step with a change of a job's state.
  ///
  /// - Parameters:
  ///   - edited: what hangs on it now, if that is not what did.
  ///   - queue: where it is now, if that is not where it was.
  ///   - moment: when it happened, if that is not now.
  func noteMove(
    _ id: JobID, _ links: JobLinks, as edited: JobLinks? = nil, from: JobState?, to: JobState, reason: Reason?,
    attempt: Int, due: Timestamp? = nil, queue: Int64? = nil, at moment: Timestamp? = nil
  ) throws(StoreError) {
    let queue = queue ?? edited?.queue ?? links.queue
    try keepMemory(id, links, as: edited, from: from, to: to, due: due, queue: queue)
    var event = JobEvent(
      job: id, queue: ledger.queues.name(of: queue) ?? "", batch: links.batch.map { BatchID($0) },
      state: to, reason: reason, attempt: attempt, at: moment ?? now)
    event.isReleased = from == .held && to == .retrying
    after.commit.events.append(event)
    // One that has only gone to another queue is in its state as before.
    if let job = working.job(id) { Telling.job(from == to ? .edited : .moved, job, at: moment ?? now, self) }
  }

  /// As `noteMove`, of a job that stays in its state and queue: only its place in line, or what hangs on it, may be
  /// another one.
  func noteEdit(_ job: JobRow, as edited: JobRow? = nil) throws(StoreError) {
    try keepMemory(
      job.id, job.links, as: edited?.links, from: job.state, to: job.state, due: nil, queue: job.queue)
  }

  private func keepMemory(
    _ id: JobID, _ links: JobLinks, as edited: JobLinks?, from: JobState?, to: JobState, due: Timestamp?, queue: Int64
  ) throws(StoreError) {
    if let edited, let from, edited.standsElsewhere(than: links) {
      ledger.note(links, as: edited, from: from, to: to, due: due)
    } else {
      ledger.note(links, from: from, to: to, due: due, queue: queue)
    }
    if let batch = links.batch, from != to { try BatchMembers.note(id, of: batch, from: from, to: to, self) }
  }
}
