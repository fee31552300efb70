// Inserting jobs, with their follow-ups, keys and callbacks; and the idempotency keys that go into the same
// transaction. Everything is checked before anything is written: a request is stored whole, or not at all.

extension WriterContext {
  /// Stores `jobs`, or finds that this request has been answered before, or says what is against it.
  func insert(_ jobs: [NewJob], idempotency: IdempotencyRequest?) throws(StoreError) -> InsertAnswer {
    if let idempotency {
      switch try Answers.earlier(idempotency.key, idempotency.fingerprint, self) {
      case .replayed(let answer): return .replayed(answer)
      case .mismatch: return .refused(.mismatch)
      case nil: break
      }
    }
    if let refusal = try Admissible.check(jobs, self) { return .refused(refusal) }
    var inserted: [Job] = []
    inserted.reserveCapacity(jobs.count)
    var existing: Set<JobID> = []
    let startedAt = startAtOnce(jobs)
    for job in jobs {
      if let holder = try holderToReturn(job) {
        existing.insert(holder.id)
        inserted.append(holder)
      } else {
        inserted.append(try insertOne(job, startedAt: startedAt))
      }
    }
    if let idempotency {
      Answers.remember(idempotency.key, idempotency.fingerprint, idempotency.render(inserted, existing), self)
    }
    return .created(inserted, existing: existing)
  }

  func holderToReturn(_ new: NewJob) throws(StoreError) -> Job? {
    guard let rule = new.unique, rule.onConflict == .return,
      case (.returnHolder, let holder?) = try UniqueKeys.decide(rule, limits: new.limits, self)
    else { return nil }
    return try Shown.job(holder.id, self)
  }

  /// Stores one job and its follow-ups; what it needs to be there has been checked. Its unique key, if another job
  /// that has not started holds it, passes to it.
  ///
  /// - Parameters:
  ///   - schedule: the schedule that submits it.
  ///   - parent: the job it was submitted with, and the end of that job that releases it.
  ///   - startedAt: when it starts, if it does so at once; see `startAtOnce`.
  func insertOne(
    _ new: NewJob, schedule: Int64? = nil, under parent: (JobID, EndCondition)? = nil,
    startedAt: Timestamp? = nil
  ) throws(StoreError) -> Job {
    if let rule = new.unique { try cancelHolder(rule, limits: new.limits) }
    let id = JobID(ledger.numbers.jobs.next())
    let queue = queueID(new.queue)
    let limit = try new.limit.map { rule throws(StoreError) in try limitID(rule, isSaid: !new.holds) }
    let given = parent.map { [Dependency(.job($0.0), on: $0.1)] } ?? []
    let edges = given.isEmpty && new.after.isEmpty ? [] : try Edges.outcomes(given + new.after, self)
    let pending = edges.count { $0.1 == .pending }
    let verdict = DependencyPolicy.decide(edges.lazy.map(\.1))
    // Also one that can never start: only what waits for others is skipped.
    var job = Job(new, id: id, isBlocked: verdict != .released, now: now)
    let stored = stored(new, in: queue)
    var row = JobRow(job, of: stored, queue: queue, limit: limit, readyAt: ledger.times.nextReadyAt(now))
    row.pending = pending
    row.schedule = schedule
    if !edges.isEmpty { row.flags.insert(.hasParents) }
    if let startedAt { row.start(at: startedAt, boot: terms.boot) }
    add(row, stored)
    if let rule = new.unique { change(.take(rule.key, id)) }
    if !new.callbacks.isEmpty { Callbacks.insert(new.callbacks, of: .job(id), self) }
    try Edges.insert(edges, of: id, self)
    if startedAt != nil {
      try noteStart(row, stored)
    } else {
      ledger.times.noteDue(new.deadline)
      try noteMove(id, row.links, from: nil, to: job.state, reason: nil, attempt: 0, due: job.runAt)
    }
    if verdict == .skipped, let row = try self.job(id) {
      try end(id, row, as: .skipped, reason: .dependency)
      (job.state, job.reason, job.finishedAt) = (.skipped, .dependency, now)
    }
    job.batch = new.batch
    job.parents = edges.map { ParentLink(parent: $0.parent, on: $0.on, isMet: $1 == .pending ? nil : $1 == .met) }
    for followUp in new.then {
      let child = try insertOne(followUp.job, under: (id, followUp.on))
      if job.children.count < Limits.childrenShownMax { job.children.append(child.id) }
    }
    return job
  }

  /// What the rows say: with the limit of its queue, if it has none of its own.
  private func stored(_ new: NewJob, in queue: Int64) -> NewJob {
    var stored = new
    let timeout = new.timeoutMicros ?? ledger.queues[queue]?.settings.defaultTimeoutMicros
    stored.timeoutMicros = timeout.map { max(0, $0) }
    return stored
  }

  private func cancelHolder(_ rule: UniqueRule, limits: RealmLimits?) throws(StoreError) {
    guard case (.cancelHolder, let holder?) = try UniqueKeys.decide(rule, limits: limits, self) else { return }
    var options = CancelOptions()
    options.reason = "replaced by a newer job with the unique key \"\(rule.key)\""
    _ = try CancelVerb.job(holder.id, options, self)
  }
}

extension JobRow {
  /// The row of a new job that has not started.
  init(_ job: Job, of new: NewJob, queue: Int64, limit: Int64?, readyAt: Int64) {
    id = job.id
    state = job.state
    self.queue = queue
    priority = new.priority
    kind = job.kind
    flags = JobFlags(new)
    attempt = 0
    maxAttempts = job.maxAttempts
    starts = 0
    createdAt = job.createdAt
    runAt = job.runAt
    deadline = new.deadline
    pending = 0
    weight = new.slotsNeeded
    batch = new.batch?.value
    self.limit = limit
    isParked = state == .queued && limit != nil
    lane = Lane.of(new)
    self.readyAt = state == .queued ? readyAt : 0
  }

  /// It starts with its first row.
  mutating func start(at moment: Timestamp, boot: Int64) {
    (state, attempt, starts) = (.running, 1, 1)
    (startedAt, self.boot, isParked) = (moment, boot, false)
  }
}

extension JobFlags {
  /// What a new job has rows of in other tables, and the like.
  init(_ new: NewJob) {
    self = []
    if new.isShielded { insert(.shielded) }
    if !new.then.isEmpty { insert(.hasChildren) }
    if !new.callbacks.isEmpty { insert(.hasCallbacks) }
    if new.unique != nil { insert(.hasUniqueKey) }
    if new.limit != nil { insert(.hasLimit) }
    if let micros = new.timeoutMicros, micros <= 0 { insert(.hasNoTime) }
  }
}
