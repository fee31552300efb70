// Editing a job: which fields may change depends on whether it has started.

/// The edit of one job.
enum JobEdit {
  static func apply(_ patch: JobPatch, to id: JobID, _ tx: Transaction) throws(StoreError) -> VerbAnswer<Void> {
    guard let job = try tx.job(id) else { return .notFound }
    if let refused = try EditCheck.refusal(patch, job, tx) { return refused }
    if let after = patch.after, let refused = try ParentsEdit.replace(job, after, tx) { return refused }
    guard let job = try tx.job(id) else { return .notFound }
    if job.state.isTerminal { return .done(()) }
    let spec = EditPolicy.edited(try Specs.decisive(id, tx), patch)
    try editRow(job, spec, patch, tx)
    if let callbacks = patch.callbacks { try replace(callbacks, of: job, tx) }
    let timeout = try editSpec(id, spec, patch, tx)
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

  // MARK: Its rows

  /// - Parameter spec: as it is from now on.
  private static func editRow(
    _ job: JobRow, _ spec: NewJob, _ patch: JobPatch, _ tx: Transaction
  ) throws(StoreError) {
    let touchesRow =
      patch.priority != nil || patch.start != nil || patch.deadline != nil || EditPolicy.needsWaiting(patch)
    if !touchesRow { return }
    let queue = patch.queue.map { Queues.id($0, tx) } ?? job.queue
    let limit = try editLimit(job, patch, tx)
    let (state, runAt) = EditPolicy.rescheduled(job.state, runAt: job.runAt, patch.start, now: tx.now)
    let edited = try Move.edit(job, to: state, tx) { row in
      row.queue = queue
      row.priority = patch.priority ?? row.priority
      row.runAt = runAt
      row.deadline = EditPolicy.edited(row.deadline, patch.deadline)
      row.maxAttempts = patch.retry?.maxAttempts ?? row.maxAttempts
      row.weight = patch.slotsNeeded ?? row.weight
      row.limit = limit
      if patch.work != nil || patch.executor != nil { row.lane = Lane.of(spec) }
      if let isShielded = patch.isShielded { row.flags.set(.shielded, isShielded) }
      if patch.limit != nil { row.flags.set(.hasLimit, limit != nil) }
    }
    tx.ledger.times.isNextDueStale = true
    // Another may be first in line now, or have room.
    if job.state == .queued { tx.ledger.claims.news.noteRoom(in: queue) }
    // People are shown what its row does not have, or does not show.
    let isUnseen = patch.limit != nil || patch.slotsNeeded != nil || patch.callbacks != nil
    if isUnseen || EditPolicy.rewrites(patch) { tx.working.job(job.id)?.noteEdited() }
    try note(job, as: edited, tx)
  }

  /// What follows in memory, and what is told at once.
  private static func note(_ job: JobRow, as edited: JobRow, _ tx: Transaction) throws(StoreError) {
    if edited.queue != job.queue || edited.state != job.state {
      try tx.noteMove(
        job.id, job.links, as: edited.links, from: job.state, to: edited.state, reason: nil, attempt: job.attempt,
        at: tx.now)
    } else if edited.links.standsElsewhere(than: job.links) || job.state == .queued && job.limit != nil {
      // It is in other lines; or the edit has taken it out of the sight of claims, and it is among the first of its key,
      // or not any more.
      try tx.noteEdit(job, as: edited)
    }
  }

  /// The number of its limit key from now on.
  private static func editLimit(
    _ job: JobRow, _ patch: JobPatch, _ tx: Transaction
  ) throws(StoreError) -> Int64? {
    guard let edit = patch.limit else { return job.limit }
    var terms = try tx.jobTerms(job.id)
    terms.limit = edit.value
    tx.working.job(job.id)?.terms = terms
    tx.changes.specEdits.append(.limit(job.id, edit.value))
    // One that has been held since it was made says nothing before it is released.
    return edit.value.map { LimitKeys.id($0, isSaid: job.state != .held || job.sinceAt != nil, tx) }
  }

  /// Whom it tells of its next end; what is left to say of an earlier one is said.
  private static func replace(_ callbacks: [Callback], of job: JobRow, _ tx: Transaction) throws(StoreError) {
    let owner = Parent.job(job.id)
    if job.flags.contains(.hasCallbacks) {
      _ = try Callbacks.remove(of: owner, tx, where: \.isOfNextEnd)
    } else if !callbacks.isEmpty {
      try tx.setFlags(.hasCallbacks, of: job.id)
    }
    Callbacks.insert(callbacks, of: owner, tx)
  }

  /// Writes the wide row if the patch touches it; returns the timeout as it is now.
  ///
  /// - Parameter edited: what it does from now on, with the rest as it was.
  private static func editSpec(
    _ id: JobID, _ edited: NewJob, _ patch: JobPatch, _ tx: Transaction
  ) throws(StoreError) -> Int64? {
    if EditPolicy.rewrites(patch) { try rewriteSpec(id, edited, patch, tx) }
    if patch.name == nil && patch.tags == nil && patch.timeoutMicros == nil && patch.retry == nil {
      return edited.timeoutMicros
    }
    var spec = edited
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

  private static func rewriteSpec(
    _ id: JobID, _ spec: NewJob, _ patch: JobPatch, _ tx: Transaction
  ) throws(StoreError) {
    Specs.rewrite(id, spec, patch, tx)
    // Its command is among what is remembered for those who follow along.
    if patch.work != nil { tx.after.commit.relabelled.append(id) }
    if patch.keepForMicros == nil { return }
    var terms = try tx.jobTerms(id)
    terms.keepForMicros = spec.keepForMicros
    tx.working.job(id)?.terms = terms
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
