// Jobs of which what was submitted cannot be read: they are not carried out, and hold up nobody else. Each ends as it
// would start, with an attempt that says why.

/// The ends of jobs that cannot be read.
enum Unreadable {
  /// Ends one that has just been started here.
  static func end(_ job: ClaimedJob, _ fault: SpecFault, _ tx: Transaction) throws(StoreError) {
    let end = AttemptEnd(outcome: .discarded(fault.failure), finishedAt: max(tx.now, job.startedAt))
    let transition = Completion.decide(
      job, end, isCancelRequested: false, chance: 0, keepForMicros: tx.terms.keepForMicros)
    if try !Apply.end(transition, tx) {
      throw .illegal(statement: "job", message: "the attempt of job \(job.id) that was begun here is not the live one")
    }
    note(job.id, fault, tx)
  }

  /// Ends one that somebody elsewhere has, or would have.
  static func end(
    _ job: JobRow, _ row: LeaseRow, _ fault: SpecFault, _ tx: Transaction
  ) throws(StoreError) {
    try LeaseEnds.end(job, row, .discarded(fault.failure), tx)
    note(job.id, fault, tx)
  }

  /// Lets it be said, once for each job that ends for it.
  static func note(_ id: JobID, _ fault: SpecFault, _ tx: Transaction) {
    tx.after.commit.unreadableJobs.append(UnreadableJob(id: id, fault: fault))
  }
}
