// Removing finished jobs, settings of queues, and what the start of a daemon needs.

extension WriterContext {
  func delete(_ id: JobID, now: Timestamp) throws(StoreError) -> VerbAnswer<DeletedJob> {
    self.now = now
    guard let facts = try facts(id) else { return .notFound }
    guard facts.state.isTerminal else { return .invalidState(facts.state) }
    if let child = try liveChild(id, facts) { return .needed(by: child) }
    return .done(try remove(id, facts, now: now))
  }

  /// The verb on each of `ids` that is in a state for it.
  func bulk(_ verb: BulkVerb, _ ids: [JobID], now: Timestamp) throws(StoreError) -> (count: Int, deleted: [DeletedJob])
  {
    var count = 0
    var deleted: [DeletedJob] = []
    for id in ids {
      switch verb {
      case .cancel:
        if case .done = try cancel(id, CancelOptions(), now: now) { count += 1 }
      case .retry:
        if case .done = try move(id, .retry, now: now) { count += 1 }
      case .delete:
        if case .done(let job) = try delete(id, now: now) {
          count += 1
          deleted.append(job)
        }
      }
    }
    return (count, deleted)
  }

  /// Removes up to `limit` finished jobs whose time has passed.
  func prune(now: Timestamp, limit: Int) throws(StoreError) -> [DeletedJob] {
    self.now = now
    let statement = try statement(JobSQL.expired)
    statement.bind(1, now.micros)
    statement.bind(2, limit)
    var ids: [JobID] = []
    while try statement.step() { ids.append(JobID(statement.int64(0))) }
    var removed: [DeletedJob] = []
    for id in ids {
      guard let facts = try facts(id), facts.state.isTerminal else { continue }
      if let later = try stillNeeded(id, facts, now: now) {
        try postpone(id, to: later)
      } else {
        removed.append(try remove(id, facts, now: now))
      }
    }
    if ids.count < limit { try pruneEmptyBatches(now: now) }
    return removed
  }

  /// A follow-up that has not ended, and may still want to read this job's result.
  private func liveChild(_ id: JobID, _ facts: JobFacts) throws(StoreError) -> JobID? {
    guard facts.flags.contains(.hasChildren) else { return nil }
    let statement = try statement(EdgeSQL.liveChild)
    statement.bind(1, id.value)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return JobID(statement.int64(0))
  }

  /// When to look again at a job whose time has passed but which cannot go yet: a follow-up has not ended, a callback
  /// has not been delivered, its unique key is still held.
  private func stillNeeded(_ id: JobID, _ facts: JobFacts, now: Timestamp) throws(StoreError) -> Timestamp? {
    let later = now.advanced(byMicros: Limits.pruneAgainMicros)
    if try liveChild(id, facts) != nil { return later }
    if facts.flags.contains(.hasCallbacks), try hasDueCallbacks(id) { return later }
    guard facts.flags.contains(.hasUniqueKey), let rule = try uniqueRule(id),
      let holder = try uniqueHolder(rule.key), holder.id == id, let freeAt = holder.freeAt, freeAt > now
    else { return nil }
    return freeAt
  }

  private func postpone(_ id: JobID, to moment: Timestamp) throws(StoreError) {
    let statement = try statement(JobSQL.postpone)
    statement.bind(1, id.value)
    statement.bind(2, moment.micros)
    try statement.run()
    commit.noteExpiry(moment)
  }

  private func remove(_ id: JobID, _ facts: JobFacts, now: Timestamp) throws(StoreError) -> DeletedJob {
    try deleteTags(try spec(id).tags, of: id)
    try removeFlow(id, facts)
    var starts: [Int] = []
    let rows = try statement(AttemptSQL.starts)
    rows.bind(1, id.value)
    while try rows.step() { starts.append(rows.int(0)) }
    for sql in [AttemptSQL.delete, SpecSQL.delete, JobSQL.delete] {
      let statement = try statement(sql)
      statement.bind(1, id.value)
      try statement.run()
    }
    memory.count(queue: facts.queue, from: facts.state, to: nil)
    commit.events.append(
      JobEvent(
        job: id, queue: memory.queues[facts.queue]?.name ?? "", state: facts.state, reason: nil,
        attempt: facts.attempt, at: now, isDeleted: true))
    return DeletedJob(id: id, starts: starts)
  }

  /// What the tables of flow have on a job that is removed.
  private func removeFlow(_ id: JobID, _ facts: JobFacts) throws(StoreError) {
    if facts.flags.contains(.hasUniqueKey) { try deleteUnique(of: id) }
    if facts.flags.contains(.hasCallbacks) { try deleteCallbacks(of: id) }
    if facts.flags.contains(.hasParents) { try run(EdgeSQL.delete, id) }
    if facts.flags.contains(.hasLimit) { try run(KeySQL.deleteJobLimit, id) }
    if facts.flags.contains(.hasProgress) { try run(ProgressSQL.delete, id) }
    if facts.flags.contains(.hasCheckpoint) { try run(ProgressSQL.deleteCheckpoint, id) }
    try run(ScheduleSQL.deleteFirings, id)
    if let batch = facts.links.batch { batchesWithRemoved.insert(batch) }
  }

  /// Writes something of no consequence, so that a full or broken disk shows. It has to differ from what was there:
  /// SQLite does not write a page that has not changed.
  func touch() throws(StoreError) {
    try statement(StoreSQL.touch).run()
  }

  /// Attempts that an earlier boot left running.
  func lostAttempts() throws(StoreError) -> [LostAttempt] {
    let statement = try statement(JobSQL.lost)
    statement.bind(1, boot)
    var rows: [(LostAttempt, priority: Int)] = []
    while try statement.step() {
      let id = JobID(statement.int64(0))
      var spec = NewJob(.exec(argv: []))
      spec.isShielded = JobFlags(rawValue: statement.int64(9)).contains(.shielded)
      spec.deadline = statement.optionalInt64(10).map(Timestamp.init(micros:))
      let job = ClaimedJob(
        fence: Fence(job: id, start: statement.int(1), boot: statement.int64(2)), attempt: statement.int(3),
        maxAttempts: statement.int(4), startedAt: Timestamp(micros: statement.int64(5)),
        createdAt: Timestamp(micros: statement.int64(6)), queueID: statement.int64(7), spec: spec, parents: [])
      rows.append(
        (
          LostAttempt(
            job: job, isCancelRequested: JobFlags(rawValue: statement.int64(9)).isCancelEffective,
            machineBoot: statement.string(13) ?? "", pid: statement.optionalInt32(11),
            pidTicks: statement.optionalInt64(12)), statement.int(8)
        ))
    }
    var lost: [LostAttempt] = []
    for (row, priority) in rows {
      var spec = try self.spec(row.job.id)
      spec.queue = memory.queues[row.job.queueID]?.name ?? ""
      spec.priority = priority
      spec.isShielded = row.job.spec.isShielded
      spec.deadline = row.job.spec.deadline
      lost.append(row.with(spec))
    }
    return lost
  }
}

extension LostAttempt {
  fileprivate func with(_ spec: NewJob) -> LostAttempt {
    let job = ClaimedJob(
      fence: job.fence, attempt: job.attempt, maxAttempts: job.maxAttempts, startedAt: job.startedAt,
      createdAt: job.createdAt, queueID: job.queueID, spec: spec, parents: job.parents)
    return LostAttempt(
      job: job, isCancelRequested: isCancelRequested, machineBoot: machineBoot, pid: pid, pidTicks: pidTicks)
  }
}
