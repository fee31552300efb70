// Editing a job: which fields may change depends on whether it has started.

/// The edit of one job.
enum JobEdit {
  static func apply(_ patch: JobPatch, to id: JobID, _ tx: Transaction) throws(StoreError) -> VerbAnswer<Void> {
    guard let job = try tx.job(id) else { return .notFound }
    if let refused = try check(patch, job, tx) { return refused }
    if let after = patch.after, let refused = try ParentsEdit.replace(job, after, tx) { return refused }
    guard let job = try tx.job(id) else { return .notFound }
    if job.state.isTerminal { return .done(()) }
    try editRow(job, patch, tx)
    let timeout = try editSpec(id, patch, tx)
    // Also if nothing of it stands in its row, or not all.
    if let entry = tx.working.job(id), entry.row.rev == job.rev || entry.isUntold {
      try tx.change(id) { _ in }
      entry.noteEdited()
    }
    if (timeout == 0) != job.flags.contains(.hasNoTime) {
      try timeout == 0 ? tx.setFlags(.hasNoTime, of: id) : tx.setFlags([], clearing: .hasNoTime, of: id)
    }
    if job.state == .running && (patch.timeoutMicros != nil || patch.deadline != nil) {
      try limit(job, timeoutMicros: timeout, deadline: EditPolicy.edited(job.deadline, patch.deadline), tx)
    }
    return .done(())
  }

  // MARK: What is against it

  private static func check(
    _ patch: JobPatch, _ job: JobRow, _ tx: Transaction
  ) throws(StoreError) -> VerbAnswer<Void>? {
    // The priority of a running job is that of its next attempt.
    let needsWaiting = patch.queue != nil || patch.start != nil || patch.retry != nil
    if job.state.isTerminal || (job.state == .running && needsWaiting) { return .invalidState(job.state) }
    if let name = patch.queue, let refused = try check(name, job, tx) { return refused }
    if let retry = patch.retry, retry.maxAttempts <= job.attempt { return .attemptsUsed(job.attempt) }
    if job.state == .running, case .set(let micros) = patch.timeoutMicros {
      // It would have been stopped long ago: an edit does not do that, a cancel does.
      let ran = try ranMicros(job, tx)
      if micros <= ran { return .timePassed(ranMicros: ran) }
    }
    return nil
  }

  /// What is against the job's going to that queue.
  private static func check(
    _ name: String, _ job: JobRow, _ tx: Transaction
  ) throws(StoreError) -> VerbAnswer<Void>? {
    if !tx.ledger.queues.hasRoom(for: name) { return .invalid([.tooManyQueues]) }
    guard let id = tx.ledger.queues.id(of: name), id != job.queue, let queue = tx.ledger.queues[id] else { return nil }
    if let user = queue.settings.runAs {
      let spec = try Specs.decisive(job.id, tx)
      let fault = RunAsPolicy.fault(
        job: spec.runAs, queue: user, work: spec.work, executor: spec.executor, callbacks: try ownCallbacks(job, tx))
      if let fault { return .invalid([fault]) }
    }
    return queue.bound(passedBy: 1).map { .queueFull(name: name, max: $0) }
  }

  /// Those that the job was submitted with, or was given, and that are still to be called.
  private static func ownCallbacks(_ job: JobRow, _ tx: Transaction) throws(StoreError) -> [Callback] {
    guard job.flags.contains(.hasCallbacks) else { return [] }
    return try Callbacks.of(.job(job.id), tx).map(\.status).filter { $0.queue == nil && !$0.isOfEarlierEnd }
      .map(\.callback)
  }

  /// For how long its attempt has run. One that runs here is only known by the wall clock, which may have been set back.
  private static func ranMicros(_ job: JobRow, _ tx: Transaction) throws(StoreError) -> Int64 {
    if job.isLeased, let row = try Leases.row(of: job.id, tx) { return tx.terms.steady.now.micros(since: row.beganAt) }
    return max(0, tx.now.micros(since: job.begunAt))
  }

  // MARK: Its rows

  private static func editRow(_ job: JobRow, _ patch: JobPatch, _ tx: Transaction) throws(StoreError) {
    let touchesRow =
      patch.priority != nil || patch.queue != nil || patch.start != nil || patch.retry != nil || patch.deadline != nil
    if !touchesRow { return }
    let queue = patch.queue.map { Queues.id($0, tx) } ?? job.queue
    let (state, runAt) = EditPolicy.rescheduled(job.state, runAt: job.runAt, patch.start, now: tx.now)
    try Move.edit(job, to: state, tx) { row in
      row.queue = queue
      row.priority = patch.priority ?? row.priority
      row.runAt = runAt
      row.deadline = EditPolicy.edited(row.deadline, patch.deadline)
      row.maxAttempts = patch.retry?.maxAttempts ?? row.maxAttempts
    }
    tx.ledger.times.isNextDueStale = true
    // Another may be first in line now.
    if job.state == .queued { tx.ledger.claims.news.hasNewWork = true }
    if queue != job.queue || state != job.state {
      try tx.noteMove(
        job.id, job.links, from: job.state, to: state, reason: nil, attempt: job.attempt, queue: queue, at: tx.now)
    } else if job.state == .queued && job.limit != nil {
      // The edit has taken it out of the sight of claims: it is among the first of its key, or not any more.
      try tx.noteEdit(job)
    }
  }

  /// Writes the wide row if the patch touches it; returns the timeout as it is now.
  private static func editSpec(_ id: JobID, _ patch: JobPatch, _ tx: Transaction) throws(StoreError) -> Int64? {
    var spec = try Specs.decisive(id, tx)
    if patch.name == nil && patch.tags == nil && patch.timeoutMicros == nil && patch.retry == nil {
      return spec.timeoutMicros
    }
    let oldTags = patch.tags == nil ? nil : spec.tags
    let labels = JobLabels(name: spec.name, tags: spec.tags)
    spec.name = EditPolicy.edited(spec.name, patch.name)
    if patch.timeoutMicros != nil {
      spec.timeoutMicros = EditPolicy.edited(spec.timeoutMicros, patch.timeoutMicros).map { max(0, $0) }
    }
    spec.tags = patch.tags ?? spec.tags
    if let retry = patch.retry { spec.mend(retry: retry) }
    Specs.edit(id, spec, oldTags: oldTags, tx)
    if patch.name != nil || patch.tags != nil {
      tx.working.job(id)?.noteLabels(JobLabels(name: spec.name, tags: spec.tags), before: labels)
    }
    return spec.timeoutMicros
  }

  /// The limits of the attempt that runs.
  private static func limit(
    _ job: JobRow, timeoutMicros: Int64?, deadline: Timestamp?, _ tx: Transaction
  ) throws(StoreError) {
    if job.isLeased { return try Leases.limit(of: job.id, timeoutMicros: timeoutMicros, deadline: deadline, tx) }
    tx.after.commit.limits.append(
      LimitChange(
        fence: Fence(job: job.id, start: job.starts, boot: job.boot ?? 0), timeoutMicros: timeoutMicros,
        deadline: deadline))
  }
}
