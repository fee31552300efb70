// Removing finished jobs, settings of queues, and what the start of a daemon needs.

extension WriterContext {
  /// `nil` if it has so many follow-ups that not all of them could be looked at: call it again.
  func delete(_ id: JobID) throws(StoreError) -> VerbAnswer<DeletedJob>? {
    guard let facts = try facts(id) else { return .notFound }
    guard facts.state.isTerminal else { return .invalidState(facts.state) }
    switch try lookAtChildren(id, facts) {
    case .live(let child): return .needed(by: child)
    case .unfinished: return nil
    case .ended: return .done(try remove(id, facts))
    }
  }

  /// The verb on each of `ids` that is in a state for it, in their order, as far as one transaction goes.
  func bulk(_ verb: BulkVerb, _ ids: [JobID]) throws(StoreError) -> BulkStep {
    var step = BulkStep()
    for id in ids {
      if isPieceDone && step.passed > 0 { break }
      switch verb {
      case .cancel:
        if case .done = try cancel(id, CancelOptions()) { step.count += 1 }
      case .retry:
        switch try move(id, .retry) {
        case .done: step.count += 1
        case .queueFull(let name, let max): step.full = step.full ?? FullQueue(name: name, max: max)
        default: break
        }
      case .delete:
        guard let answer = try delete(id) else { return step }
        if case .done(let job) = answer {
          step.count += 1
          step.deleted.append(job)
        }
      }
      step.passed += 1
      try Settlement.run(self)
    }
    return step
  }

  /// Removes up to `limit` finished jobs whose time has passed, and as many batches without members.
  func prune(limit: Int) throws(StoreError) -> [DeletedJob] {
    let statement = try statement(JobSQL.expired)
    statement.bind(1, now.micros)
    statement.bind(2, limit)
    var ids: [JobID] = []
    while try statement.step() { ids.append(JobID(statement.int64(0))) }
    var removed: [DeletedJob] = []
    for (index, id) in ids.enumerated() {
      // The rest has expired as well: whoever removes comes again for it.
      if isPieceDone && index > 0 { return removed }
      guard let facts = try facts(id), facts.state.isTerminal else { continue }
      switch try lookAtChildren(id, facts) {
      case .live: try postpone(id, to: now.advanced(byMicros: Limits.pruneAgainMicros))
      case .unfinished: return removed
      case .ended:
        if let later = try stillNeeded(id, facts) {
          try postpone(id, to: later)
        } else {
          // Who is called has been told.
          if facts.state == .failed && facts.flags.isDisjoint(with: [.seen, .hasCallbacks]) {
            commit.unseenFailures.append(id)
          }
          removed.append(try remove(id, facts))
        }
      }
    }
    try pruneBatches(limit: limit)
    return removed
  }

  private enum ChildLook {
    /// This one has not ended, and may still want to read the result.
    case live(JobID)
    case ended
    /// The transaction has done enough; where to go on is remembered.
    case unfinished
  }

  /// Looks for a follow-up that has not ended. What makes another one, or lets one run again, lets the look begin anew.
  private func lookAtChildren(_ id: JobID, _ facts: JobRow) throws(StoreError) -> ChildLook {
    guard facts.flags.contains(.hasChildren) else { return .ended }
    switch try lookForUnended(EdgeSQL.childStates, of: id.value, after: scans.children.removeValue(forKey: id) ?? 0) {
    case .found(let child): return .live(child)
    case .none: return .ended
    case .unfinished(let last):
      if scans.children.count >= Limits.childScansMax { scans.children = [:] }
      scans.children[id] = last
      return .unfinished
    }
  }

  /// When to look again at a job whose time has passed but which cannot go yet: a callback has not been delivered, its
  /// unique key is still held.
  private func stillNeeded(_ id: JobID, _ facts: JobRow) throws(StoreError) -> Timestamp? {
    let later = now.advanced(byMicros: Limits.pruneAgainMicros)
    if facts.flags.contains(.hasCallbacks), try hasDueCallbacks(.job(id)) { return later }
    guard facts.flags.contains(.hasUniqueKey), let rule = try jobTerms(id).unique,
      let holder = try UniqueKeys.holder(rule.key, self), holder.id == id, let freeAt = holder.freeAt, freeAt > now
    else { return nil }
    return freeAt
  }

  private func postpone(_ id: JobID, to moment: Timestamp) throws(StoreError) {
    try change(id) { $0.expiresAt = moment }
    commit.noteExpiry(moment)
  }

  private func remove(_ id: JobID, _ facts: JobRow) throws(StoreError) -> DeletedJob {
    try deleteTags(try tags(of: id), of: id)
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
    ledger.queues.note(facts.queue, from: facts.state, to: nil, weight: facts.links.weight)
    commit.events.append(
      JobEvent(
        job: id, queue: ledger.queues[facts.queue]?.name ?? "", state: facts.state, reason: nil,
        attempt: facts.attempt, at: now, isDeleted: true))
    return DeletedJob(id: id, starts: starts)
  }

  private func tags(of id: JobID) throws(StoreError) -> [String: String] {
    let statement = try statement(SpecSQL.tags)
    statement.bind(1, id.value)
    guard try statement.step() else { return [:] }
    defer { statement.reset() }
    return SpecCoding.dictionary(statement.bytes(0))
  }

  /// What the tables of flow have on a job that is removed.
  private func removeFlow(_ id: JobID, _ facts: JobRow) throws(StoreError) {
    if facts.flags.contains(.hasUniqueKey), let rule = try jobTerms(id).unique {
      change(.free(rule.key, id))
      try run(KeySQL.deleteJobUnique, id)
    }
    if facts.flags.contains(.hasCallbacks) { try deleteCallbacks(of: .job(id)) }
    if facts.flags.contains(.hasParents) { try run(EdgeSQL.delete, id) }
    if facts.flags.contains(.hasLimit) { try run(KeySQL.deleteJobLimit, id) }
    if facts.flags.contains(.hasProgress) { try run(ProgressSQL.delete, id) }
    if facts.flags.contains(.hasCheckpoint) { try run(ProgressSQL.deleteCheckpoint, id) }
    try run(ScheduleSQL.forgetFiredJob, id)
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
    statement.bind(1, terms.boot)
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
      var spec = try decisiveSpec(row.job.id)
      spec.queue = ledger.queues[row.job.queueID]?.name ?? ""
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
