// Editing a job: which fields may change depends on whether it has started.

extension WriterContext {
  func update(_ id: JobID, _ patch: JobPatch) throws(StoreError) -> VerbAnswer<Void> {
    guard let facts = try facts(id) else { return .notFound }
    // The priority of a running job is that of its next attempt.
    let needsWaiting = patch.queue != nil || patch.start != nil || patch.retry != nil
    if facts.state.isTerminal || (facts.state == .running && needsWaiting) { return .invalidState(facts.state) }
    if let refused = checkQueue(patch.queue, facts) { return refused }
    if let retry = patch.retry, retry.maxAttempts <= facts.attempt { return .attemptsUsed(facts.attempt) }
    if facts.state == .running, case .set(let micros) = patch.timeoutMicros {
      // It would have been stopped long ago: an edit does not do that, a cancel does.
      let ran = try ranMicros(id, facts)
      if micros <= ran { return .timePassed(ranMicros: ran) }
    }
    if let after = patch.after {
      if let refused = try replaceParents(id, facts, after) { return refused }
    }
    guard let facts = try self.facts(id) else { return .notFound }
    if facts.state.isTerminal { return .done(()) }
    try updateRow(id, facts, patch)
    let timeout = try updateSpec(id, patch)
    if (timeout == 0) != facts.flags.contains(.hasNoTime) {
      try timeout == 0 ? setFlags(.hasNoTime, of: id) : setFlags([], clearing: .hasNoTime, of: id)
    }
    if facts.state == .running && (patch.timeoutMicros != nil || patch.deadline != nil) {
      let deadline = edited(facts.deadline, patch.deadline)
      if facts.isLeased {
        try limitLease(id, timeoutMicros: timeout, deadline: deadline)
        return .done(())
      }
      commit.limits.append(
        LimitChange(
          fence: Fence(job: id, start: facts.starts, boot: facts.boot ?? 0), timeoutMicros: timeout,
          deadline: deadline))
    }
    return .done(())
  }

  /// For how long its attempt has run. One that runs here is only known by the wall clock, which may have been set back.
  private func ranMicros(_ id: JobID, _ facts: JobRow) throws(StoreError) -> Int64 {
    if facts.isLeased, let row = try lease(id) { return terms.steady.now.micros(since: row.beganAt) }
    return max(0, now.micros(since: facts.begunAt))
  }

  /// What is against the job's going to that queue.
  private func checkQueue(_ name: String?, _ facts: JobRow) -> VerbAnswer<Void>? {
    guard let name else { return nil }
    if !hasRoom(forQueue: name) { return .invalid([.tooManyQueues]) }
    guard let id = ledger.queues.id(of: name), id != facts.queue else { return nil }
    return checkRoom(in: id)
  }

  /// What is against one more job that waits in the queue.
  func checkRoom(in id: Int64) -> VerbAnswer<Void>? {
    guard let queue = ledger.queues[id], let max = queue.settings.maxQueued, queue.waitingCount >= max else {
      return nil
    }
    return .queueFull(name: queue.name, max: max)
  }

  private func updateRow(_ id: JobID, _ facts: JobRow, _ patch: JobPatch) throws(StoreError) {
    let touchesRow =
      patch.priority != nil || patch.queue != nil || patch.start != nil || patch.retry != nil
      || patch.deadline != nil
    if !touchesRow { return }
    let queue = patch.queue.map { queueID($0) } ?? facts.queue
    let (state, runAt) = rescheduled(facts, patch.start)
    let deadline = edited(facts.deadline, patch.deadline)
    try edit(facts, to: state) { row in
      row.queue = queue
      row.priority = patch.priority ?? row.priority
      row.runAt = runAt
      row.deadline = deadline
      row.maxAttempts = patch.retry?.maxAttempts ?? row.maxAttempts
    }
    ledger.times.isNextDueStale = true
    // Another may be first in line now.
    if facts.state == .queued { ledger.claims.news.hasNewWork = true }
    if queue != facts.queue || state != facts.state {
      try noteMove(
        id, facts.links, from: facts.state, to: state, reason: nil, attempt: facts.attempt, queue: queue, at: now)
    } else if facts.state == .queued && facts.links.limit != nil {
      // The edit has taken it out of the sight of claims: it is among the first of its key, or not any more.
      try noteEdit(facts)
    }
  }

  /// The state and due time after a new start time: a held job stays held, a retrying one is retried then. What is to
  /// start now has none, whatever it had.
  private func rescheduled(_ facts: JobRow, _ start: StartRule?) -> (JobState, Timestamp?) {
    guard let start else { return (facts.state, facts.runAt) }
    let due: Timestamp? =
      switch start {
      case .now: nil
      case .after(let micros): micros <= 0 ? nil : now.advanced(byMicros: micros)
      case .at(let moment): moment <= now ? nil : moment
      }
    switch facts.state {
    case .scheduled, .queued: return (due == nil ? .queued : .scheduled, due)
    case .retrying: return (due == nil ? .queued : .retrying, due)
    default: return (facts.state, due)
    }
  }

  private func edited(_ old: Timestamp?, _ edit: Edit<Timestamp>?) -> Timestamp? {
    switch edit {
    case .set(let moment): moment
    case .clear: nil
    case nil: old
    }
  }

  /// Writes the wide row if the patch touches it; returns the timeout as it is now.
  private func updateSpec(_ id: JobID, _ patch: JobPatch) throws(StoreError) -> Int64? {
    var spec = try decisiveSpec(id)
    if patch.name == nil && patch.tags == nil && patch.timeoutMicros == nil && patch.retry == nil {
      return spec.timeoutMicros
    }
    let oldTags = spec.tags
    switch patch.name {
    case .set(let name): spec.name = name
    case .clear: spec.name = nil
    case nil: break
    }
    switch patch.timeoutMicros {
    case .set(let micros): spec.timeoutMicros = max(0, micros)
    case .clear: spec.timeoutMicros = nil
    case nil: break
    }
    spec.tags = patch.tags ?? spec.tags
    spec.retry = patch.retry ?? spec.retry
    let statement = try statement(SpecSQL.edit)
    statement.bind(1, id.value)
    statement.bind(2, spec.name)
    statement.bind(3, spec.timeoutMicros)
    statement.bind(4, SpecCoding.encode(spec.retry))
    statement.bind(5, SpecCoding.encode(spec.tags))
    try statement.run()
    if patch.tags != nil {
      try deleteTags(oldTags, of: id)
      try insertTags(spec.tags, of: id)
    }
    return spec.timeoutMicros
  }

  func deleteTags(_ tags: [String: String], of id: JobID) throws(StoreError) {
    if tags.isEmpty { return }
    let statement = try statement(SpecSQL.deleteTag)
    for (key, value) in tags {
      statement.bind(1, key)
      statement.bind(2, value)
      statement.bind(3, id.value)
      try statement.run()
    }
  }

  private func insertTags(_ tags: [String: String], of id: JobID) throws(StoreError) {
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
