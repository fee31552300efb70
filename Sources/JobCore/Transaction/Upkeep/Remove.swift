// Removing jobs that have ended, with all that is known of them.

/// The removal of jobs.
enum Remove {
  /// `nil` if it has so many follow-ups that not all of them could be looked at: call it again.
  static func job(
    _ id: JobID, in pages: Unended.Pages = Unended.Pages(), _ tx: Transaction
  ) throws(StoreError) -> VerbAnswer<DeletedJob>? {
    guard let job = try tx.job(id) else { return .notFound }
    guard job.state.isTerminal else { return .invalidState(job.state) }
    switch try lookAtChildren(of: job, in: pages, tx) {
    case .found(let child): return .needed(by: child)
    case .unfinished: return nil
    case .none: return .done(try row(job, tx))
    }
  }

  /// Looks for a follow-up that has not ended, and may still want to read the result. What makes another one, or lets one
  /// run again, lets the look begin anew.
  static func lookAtChildren(
    of job: JobRow, in pages: Unended.Pages = Unended.Pages(), _ tx: Transaction
  ) throws(StoreError) -> Unended.Look {
    guard job.flags.contains(.hasChildren) else { return .none }
    let first = tx.course.scans.children.removeValue(forKey: job.id) ?? 0
    let look = try Unended.look(at: .job(job.id), after: JobID(first), in: pages, tx)
    if case .unfinished(let last) = look {
      if tx.course.scans.children.count >= Limits.childScansMax { tx.course.scans.children = [:] }
      tx.course.scans.children[job.id] = last.value
    }
    return look
  }

  /// The first pages of such looks at these.
  static func pages(_ jobs: some Sequence<JobRow>, _ tx: Transaction) throws(StoreError) -> Unended.Pages {
    try Unended.pages(
      jobs.filter { $0.flags.contains(.hasChildren) }
        .map { (.job($0.id), JobID(tx.course.scans.children[$0.id] ?? 0)) }, tx)
  }

  /// One that has ended, and that nobody needs.
  static func row(_ job: JobRow, _ tx: Transaction) throws(StoreError) -> DeletedJob {
    let id = job.id
    if job.flags.contains(.hasUniqueKey), let rule = try tx.jobTerms(id).unique { tx.change(.free(rule.key, id)) }
    if job.flags.contains(.hasCallbacks) { Callbacks.removeAll(of: .job(id), tx) }
    // One that never started has left nothing.
    let starts = job.starts == 0 ? [] : try starts(of: id, tx)
    Telling.removed(job, tx)
    tx.changes.removedJobs.append(job)
    tx.working.remove(id)
    if let batch = job.batch { tx.agenda.batchesWithRemoved.insert(batch) }
    tx.ledger.queues.note(job.queue, from: job.state, to: nil, weight: job.links.weight)
    tx.after.commit.events.append(
      JobEvent(
        job: id, queue: tx.ledger.queues.name(of: job.queue) ?? "", state: job.state, reason: nil, attempt: job.attempt,
        at: tx.now, isDeleted: true))
    return DeletedJob(id: id, starts: starts)
  }

  /// The starts of which something may be left.
  private static func starts(of id: JobID, _ tx: Transaction) throws(StoreError) -> [Int] {
    if let known = tx.working.starts[id] { return known }
    // What was decided about attempts of one that had not been read is not in their rows yet.
    if !tx.changes.attempts.isEmpty || !tx.changes.removedAttempts.isEmpty { try tx.flush() }
    try tx.readAhead(Wants(starts: [id]))
    return tx.working.starts[id] ?? []
  }
}
