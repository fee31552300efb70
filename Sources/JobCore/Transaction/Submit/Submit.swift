// Inserting jobs, with their follow-ups, keys and callbacks; and the idempotency keys that go into the same
// transaction. Everything is checked before anything is written: a request is stored whole, or not at all.

/// The submission of jobs.
enum Submit {
  /// Stores `jobs`, or finds that this request has been answered before, or says what is against it.
  static func jobs(
    _ jobs: [NewJob], idempotency: IdempotencyRequest?, since mark: SightMark? = nil, _ tx: Transaction
  ) throws(StoreError) -> InsertAnswer {
    if let idempotency {
      switch try Answers.earlier(idempotency.key, idempotency.fingerprint, tx) {
      case .replayed(let answer): return .replayed(answer)
      case .mismatch: return .refused(.mismatch)
      case nil: break
      }
    }
    if try !Sight.holds(mark, of: mark == nil ? [] : jobs.allBatches, tx) { return .refused(.lookAgain) }
    if let refusal = try Admissible.check(jobs, tx) { return .refused(refusal) }
    var inserted: [Job] = []
    inserted.reserveCapacity(jobs.count)
    var existing: Set<JobID> = []
    let startedAt = AtOnce.moment(for: jobs, tx)
    // By index: a submission is wide, and is not to be copied for a look.
    for index in jobs.indices {
      if let holder = try holderToReturn(jobs[index], tx) {
        existing.insert(holder.id)
        inserted.append(holder)
      } else {
        inserted.append(try one(jobs[index], startedAt: startedAt, tx))
      }
    }
    if let idempotency {
      Answers.remember(idempotency.key, idempotency.fingerprint, idempotency.render(inserted, existing), tx)
    }
    return .created(inserted, existing: existing)
  }

  /// The holder of its unique key, if that is to be returned instead.
  static func holderToReturn(_ new: NewJob, _ tx: Transaction) throws(StoreError) -> Job? {
    guard let rule = new.unique, rule.onConflict == .return,
      case (.returnHolder, let holder?) = try UniqueKeys.decide(rule, limits: new.limits, tx)
    else { return nil }
    return try Shown.job(holder.id, tx)
  }

  /// Stores one job and its follow-ups; what it needs to be there has been checked. Its unique key, if another job
  /// that has not started holds it, passes to it.
  ///
  /// - Parameters:
  ///   - schedule: the schedule that submits it.
  ///   - parent: the job it was submitted with, and the end of that job that releases it.
  ///   - startedAt: when it starts, if it does so at once; see `AtOnce`.
  static func one(
    _ submitted: consuming NewJob, schedule: Int64? = nil, under parent: (JobID, EndCondition)? = nil,
    startedAt: Timestamp? = nil, _ tx: Transaction
  ) throws(StoreError) -> Job {
    if let rule = submitted.unique { try cancelHolder(rule, limits: submitted.limits, tx) }
    let id = JobID(tx.ledger.numbers.jobs.next())
    let queue = Queues.id(submitted.queue, tx)
    // What the rows say: the limit of its queue, if it has none of its own.
    let timeout = (submitted.timeoutMicros ?? tx.ledger.queues[queue]?.settings.defaultTimeoutMicros)
      .map { max(0, $0) }
    if case .user(let user) = RunAsPolicy.decide(
      job: submitted.runAs, queue: tx.ledger.queues[queue]?.settings.runAs)
    {
      submitted.runAs = user
    }
    let stored = NewSpec(id: id, spec: submitted, timeoutMicros: timeout)
    let limit = stored.spec.limit.map { LimitKeys.id($0, isSaid: !stored.spec.holds, tx) }
    let given = parent.map { [Dependency(.job($0.0), on: $0.1)] } ?? []
    let edges = given.isEmpty && stored.spec.after.isEmpty ? [] : try Edges.outcomes(given + stored.spec.after, tx)
    let verdict = DependencyPolicy.decide(edges.lazy.map(\.1))
    // Also one that can never start: only what waits for others is skipped.
    var job = Job(stored.spec, id: id, isBlocked: verdict != .released, now: tx.now)
    var row = JobRow(job, of: stored.spec, queue: queue, limit: limit, readyAt: tx.ledger.times.nextReadyAt(tx.now))
    row.pending = edges.count { $0.1 == .pending }
    row.schedule = schedule
    if !edges.isEmpty { row.flags.insert(.hasParents) }
    if timeout == 0 { row.flags.insert(.hasNoTime) }
    if let startedAt { row.start(at: startedAt, boot: tx.terms.boot) }
    if startedAt != nil { AtOnce.handOut(row, stored.spec, timeoutMicros: timeout, tx) }
    tx.add(row, stored)
    if let rule = stored.spec.unique { tx.change(.take(rule.key, id)) }
    if !stored.spec.callbacks.isEmpty { Callbacks.insert(stored.spec.callbacks, of: .job(id), tx) }
    try Edges.insert(edges, of: id, tx)
    if startedAt != nil {
      try AtOnce.note(row, tx)
    } else {
      tx.ledger.times.noteDue(stored.spec.deadline)
      try tx.noteMove(id, row.links, from: nil, to: job.state, reason: nil, attempt: 0, due: job.runAt)
    }
    if verdict == .skipped, let row = try tx.job(id) {
      try End.job(row, as: .skipped, reason: .dependency, tx)
      (job.state, job.reason, job.finishedAt) = (.skipped, .dependency, tx.now)
    }
    job.batch = stored.spec.batch
    job.parents = edges.map { ParentLink(parent: $0.parent, on: $0.on, isMet: $1 == .pending ? nil : $1 == .met) }
    for followUp in stored.spec.then {
      let child = try one(followUp.job, under: (id, followUp.on), tx)
      if job.children.count < Limits.childrenShownMax { job.children.append(child.id) }
    }
    return job
  }

  private static func cancelHolder(
    _ rule: UniqueRule, limits: RealmLimits?, _ tx: Transaction
  ) throws(StoreError) {
    guard case (.cancelHolder, let holder?) = try UniqueKeys.decide(rule, limits: limits, tx) else { return }
    var options = CancelOptions()
    options.reason = "replaced by a newer job with the unique key \"\(rule.key)\""
    _ = try CancelVerb.job(holder.id, options, tx)
  }

  /// Stores what a job asked for at its end. One that cannot be stored is left out and told of; the end stands.
  static func followUps(_ followUps: [FollowUp], of id: JobID, _ tx: Transaction) throws(StoreError) {
    if tx.course.putOff.contains(.followUps) { return }
    // With care the end is written before, and what it asks for by itself, so that it is known what breaks a rule.
    let isCareful = tx.course.setAside.isWrittenAtOnce()
    if isCareful { try tx.flush() }
    try Sequel.run(.followUps, tx) { () throws(StoreError) in
      for followUp in followUps where try isWanted(followUp, of: id, tx) {
        _ = try one(followUp.job, under: (id, followUp.on), tx)
      }
      if isCareful { try tx.flush() }
    }
  }

  /// False for one that is left out, and one whose place another job takes. Nothing has been written for it.
  private static func isWanted(_ followUp: FollowUp, of id: JobID, _ tx: Transaction) throws(StoreError) -> Bool {
    let fault: SubmitError
    do throws(StoreError) {
      guard let refusal = try Admissible.check([followUp.job], tx) else {
        return try holderToReturn(followUp.job, tx) == nil
      }
      fault = SubmitError(refusal, idempotencyKey: nil)
    } catch {
      // What it names cannot be read.
      guard case .unreadable = error else { throw error }
      fault = .store(error)
    }
    tx.after.commit.refusedFollowUps.append(RefusedFollowUp(parent: id, fault: fault))
    return false
  }
}
