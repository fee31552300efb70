// Inserting jobs, with their follow-ups, keys and callbacks; and the idempotency keys that go into the same
// transaction. Everything is checked before anything is written: a request is stored whole, or not at all.

extension WriterContext {
  /// Stores `jobs`, or finds that this request has been answered before, or says what is against it.
  func insert(_ jobs: [NewJob], idempotency: IdempotencyRequest?) throws(StoreError) -> InsertAnswer {
    if let idempotency {
      switch try earlierAnswer(key: idempotency.key, fingerprint: idempotency.fingerprint) {
      case .replayed(let answer): return .replayed(answer)
      case .mismatch: return .refused(.mismatch)
      case nil: break
      }
    }
    if let refusal = try check(jobs) { return .refused(refusal) }
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
      try remember(
        key: idempotency.key, fingerprint: idempotency.fingerprint, answer: idempotency.render(inserted, existing))
    }
    return .created(inserted, existing: existing)
  }

  func holderToReturn(_ new: NewJob) throws(StoreError) -> Job? {
    guard let rule = new.unique, rule.onConflict == .return,
      case (.returnHolder, let holder?) = try uniqueDecision(rule, limits: new.limits)
    else { return nil }
    return try JobReading(connection: connection).job(holder.id)
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
    let id = ledger.numbers.next()
    let links = JobLinks(
      queue: try queueID(new.queue), weight: new.work == .external ? 0 : new.slotsNeeded, batch: new.batch?.value,
      limit: try new.limit.map { rule throws(StoreError) in try limitID(rule, isSaid: !new.holds) }, isParked: false,
      lane: Lane.of(new))
    let given = parent.map { [Dependency(.job($0.0), on: $0.1)] } ?? []
    let edges = given.isEmpty && new.after.isEmpty ? [] : try outcomes(given + new.after)
    let pending = edges.count { $0.1 == .pending }
    let verdict = DependencyPolicy.decide(edges.lazy.map(\.1))
    // Also one that can never start: only what waits for others is skipped.
    var job = Job(new, id: id, isBlocked: verdict != .released, now: now)
    let stored = try insertRows(
      new, job, links, pending: pending, hasParents: !edges.isEmpty, schedule: schedule, startedAt: startedAt)
    try insertEdges(edges, of: id)
    if let startedAt {
      try noteStart(id, stored, links, at: startedAt, createdAt: now)
    } else {
      ledger.times.noteDue(new.deadline)
      try noteMove(id, links, from: nil, to: job.state, reason: nil, attempt: 0, due: job.runAt, at: now)
    }
    if verdict == .skipped, let facts = try facts(id) {
      try end(id, facts, as: .skipped, reason: .dependency)
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

  /// Returns what the rows say: with the limit of its queue, if it has none of its own.
  private func insertRows(
    _ new: NewJob, _ job: Job, _ links: JobLinks, pending: Int, hasParents: Bool, schedule: Int64?,
    startedAt: Timestamp?
  ) throws(StoreError) -> NewJob {
    let id = job.id
    var stored = new
    let timeout = new.timeoutMicros ?? ledger.queues[links.queue]?.settings.defaultTimeoutMicros
    stored.timeoutMicros = timeout.map { max(0, $0) }
    let statement = try statement(startedAt == nil ? JobSQL.insert : JobSQL.insertStarted)
    statement.bind(1, id.value)
    statement.bind(2, (startedAt == nil ? job.state : .running).rawValue)
    statement.bind(3, links.queue)
    statement.bind(4, new.priority)
    statement.bind(5, job.kind.rawValue)
    statement.bind(6, flags(stored, hasParents: hasParents).rawValue)
    statement.bind(7, job.maxAttempts)
    statement.bind(8, now.micros)
    statement.bind(9, job.runAt?.micros)
    statement.bind(10, new.deadline?.micros)
    statement.bind(11, pending)
    statement.bind(12, new.slotsNeeded)
    statement.bind(13, links.batch)
    statement.bind(14, schedule)
    statement.bind(15, links.limit)
    statement.bind(16, links.lane)
    statement.bind(17, ledger.times.nextReadyAt(now))
    if let startedAt {
      statement.bind(18, startedAt.micros)
      statement.bind(19, boot)
    }
    try statement.run()

    try SpecCoding.insert(stored, id: id, with: try self.statement(SpecSQL.insert))
    try insertTags(new.tags, of: id)
    if let rule = new.unique { try takeUnique(rule, for: id) }
    if let rule = new.limit { try insertLimit(rule, of: id) }
    if !new.callbacks.isEmpty { try insertCallbacks(new.callbacks, of: .job(id)) }
    return stored
  }

  private func flags(_ new: NewJob, hasParents: Bool) -> JobFlags {
    var flags: JobFlags = []
    if new.isShielded { flags.insert(.shielded) }
    if hasParents { flags.insert(.hasParents) }
    if !new.then.isEmpty { flags.insert(.hasChildren) }
    if !new.callbacks.isEmpty { flags.insert(.hasCallbacks) }
    if new.unique != nil { flags.insert(.hasUniqueKey) }
    if new.limit != nil { flags.insert(.hasLimit) }
    if let micros = new.timeoutMicros, micros <= 0 { flags.insert(.hasNoTime) }
    return flags
  }

  private func cancelHolder(_ rule: UniqueRule, limits: RealmLimits?) throws(StoreError) {
    guard case (.cancelHolder, let holder?) = try uniqueDecision(rule, limits: limits) else { return }
    var options = CancelOptions()
    options.reason = "replaced by a newer job with the unique key \"\(rule.key)\""
    _ = try cancel(holder.id, options)
  }

  private func insertLimit(_ rule: LimitRule, of id: JobID) throws(StoreError) {
    let statement = try statement(KeySQL.insertJobLimit)
    statement.bind(1, id.value)
    statement.bind(2, rule.key)
    statement.bind(3, rule.max)
    try statement.run()
  }

  func insertTags(_ tags: [String: String], of id: JobID) throws(StoreError) {
    if tags.isEmpty { return }
    let statement = try statement(SpecSQL.insertTag)
    for (key, value) in tags {
      statement.bind(1, key)
      statement.bind(2, value)
      statement.bind(3, id.value)
      try statement.run()
    }
  }
}
