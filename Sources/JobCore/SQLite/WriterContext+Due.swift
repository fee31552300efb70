// What time does to jobs that wait: due ones become queued, overdue ones end.

extension WriterContext {
  /// Handles what is due by `now`, as much as one transaction takes; what is left is due at once again.
  func promoteDue() throws(StoreError) {
    hasPromoted = true
    if let token = ledger.times.nextToken, token <= now {
      ledger.times.nextToken = nil
      ledger.claims.news.hasNewWork = true
    }
    if let token = ledger.times.nextRemoteToken, token <= now {
      ledger.times.nextRemoteToken = nil
      ledger.claims.news.hasRemoteRoom = true
      ledger.claims.news.hasExternalNews = true
    }
    setAside.beginLook()
    for id in try dueIDs(JobSQL.overdue, now) {
      if isPieceDone { break }
      guard setAside.takes(.job(id)), let facts = try facts(id), facts.isOverdue(now) else { continue }
      try end(id, facts, as: .failed, reason: .expired)
      try settle()
    }
    for id in try dueIDs(JobSQL.due, now) {
      if isPieceDone { break }
      guard setAside.takes(.job(id)), let facts = try facts(id), facts.isDue(now) else { continue }
      try move(id, facts, to: .queued, reason: nil)
    }
    setAside.moveOn()
    try promoteLeases()
    setAside.moveOn()
    try fireSchedules()
    setAside.moveOn()
    try promoteBatches()
    setAside.endLook(now: now, isWhole: !isPieceDone)
    ledger.times.isNextDueStale = true
  }

  func dueIDs(_ sql: NamedSQL, _ now: Timestamp) throws(StoreError) -> [JobID] {
    let statement = try statement(sql)
    statement.bind(1, now.micros)
    statement.bind(2, Limits.promoteBatchMax + setAside.count)
    var ids: [JobID] = []
    while try statement.step() { ids.append(JobID(statement.int64(0))) }
    return ids
  }

  /// Moves a job that is not running to a state in which it goes on waiting or is ready.
  func move(
    _ id: JobID, _ facts: JobFacts, to next: JobState, reason: Reason?, maxAttempts: Int? = nil,
    clearing flags: JobFlags = [], runAt: Int64? = nil, forgetsDue: Bool = false, pending: Int? = nil
  ) throws(StoreError) {
    let due = forgetsDue ? nil : runAt ?? facts.runAt
    var links = facts.links
    let isRevived = facts.state.isTerminal
    if isRevived && facts.flags.contains(.hasParents) {
      childScans = [:]
      waitScans = [:]
    }
    if isRevived && facts.flags.contains(.hasLimit) { links.limit = try limitID(ofEnded: id) }
    try write(
      id, from: facts.state, to: next, reason: reason, runAt: due, finishedAt: nil, expiresAt: nil,
      maxAttempts: maxAttempts ?? facts.maxAttempts, clearing: flags, pending: pending ?? facts.pending,
      limit: links.limit, readyAt: next == .queued ? readyAt(facts) : nil)
    if isRevived, let limit = links.limit { ledger.limits[limit]?.references += 1 }
    try noteMove(
      id, links, from: facts.state, to: next, reason: reason, attempt: facts.attempt,
      due: due.map(Timestamp.init(micros:)), at: now)
  }

  /// From when on it is in line: what was due before is ahead of what came since, though nobody looked at it earlier.
  private func readyAt(_ facts: JobFacts) -> Int64 {
    guard facts.state.isTimed, let due = facts.runAt, due < now.micros else { return ledger.times.nextReadyAt(now) }
    return due
  }

  /// Ends a job that is not running.
  func end(
    _ id: JobID, _ facts: JobFacts, as state: JobState, reason: Reason, adding flags: JobFlags = []
  ) throws(StoreError) {
    let expiry = try expiry(of: id, endingAt: now)
    commit.noteExpiry(expiry)
    // Nothing ends before it was there, also if the clock was set back.
    let finishedAt = max(now, Timestamp(micros: facts.createdAt), facts.startedAt)
    try write(
      id, from: facts.state, to: state, reason: reason, runAt: facts.runAt, finishedAt: finishedAt, expiresAt: expiry,
      maxAttempts: facts.maxAttempts, adding: flags, pending: 0, limit: nil, readyAt: nil)
    if facts.deadlineAt != nil { ledger.times.isNextDueStale = true }
    try noteMove(id, facts.links, from: facts.state, to: state, reason: reason, attempt: facts.attempt, at: now)
    try noteEnd(id, facts.flags, as: state)
  }

  private func write(
    _ id: JobID, from: JobState, to state: JobState, reason: Reason?, runAt: Int64?, finishedAt: Timestamp?,
    expiresAt: Timestamp?, maxAttempts: Int, adding added: JobFlags = [], clearing removed: JobFlags = [],
    pending: Int, limit: Int64?, readyAt: Int64?
  ) throws(StoreError) {
    try allow(id, JobSQL.move, from: from, to: state)
    let statement = try statement(JobSQL.move)
    statement.bind(1, id.value)
    statement.bind(2, state.rawValue)
    statement.bind(3, reason?.rawValue)
    statement.bind(4, runAt)
    statement.bind(5, finishedAt?.micros)
    statement.bind(6, expiresAt?.micros)
    statement.bind(7, maxAttempts)
    statement.bind(8, added.rawValue)
    statement.bind(9, removed.rawValue)
    statement.bind(10, pending)
    statement.bind(11, limit)
    statement.bind(12, from.rawValue)
    statement.bind(13, readyAt)
    try change(id, JobSQL.move, statement)
  }
}

extension JobFacts {
  func isOverdue(_ now: Timestamp) -> Bool {
    DuePolicy.isOverdue(state, deadline: deadlineAt.map(Timestamp.init(micros:)), now: now)
  }

  func isDue(_ now: Timestamp) -> Bool {
    DuePolicy.isDue(state, runAt: runAt.map(Timestamp.init(micros:)), now: now)
  }
}
