// A running attempt as a claim gave it out, from its rows.

extension ClaimedJob {
  /// - Parameter parents: those of its parents that are given.
  init(_ job: JobRow, _ submitted: NewJob, parents: [ParentResult] = [], _ tx: Transaction) {
    var spec = submitted
    spec.queue = tx.ledger.queues.name(of: job.queue) ?? ""
    spec.priority = job.priority
    spec.isShielded = job.flags.contains(.shielded)
    spec.deadline = job.deadline
    self.init(
      fence: Fence(job: job.id, start: job.starts, boot: job.boot ?? 0), attempt: job.attempt,
      maxAttempts: job.maxAttempts, startedAt: job.begunAt, createdAt: job.createdAt, queueID: job.queue, spec: spec,
      parents: parents, lane: job.lane)
  }
}
