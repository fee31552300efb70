// What time does to jobs that wait: due ones become queued, overdue ones end.

extension WriterContext {
  /// Handles what is due by `now`, as much as one transaction takes; what is left is due at once again.
  func promoteDue() throws(StoreError) {
    piece.hasPromoted = true
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
      try Settlement.run(self)
      // Here, so that it is known what would break a rule.
      try flush()
    }
    for id in try dueIDs(JobSQL.due, now) {
      if isPieceDone { break }
      guard setAside.takes(.job(id)), let facts = try facts(id), facts.isDue(now) else { continue }
      try move(id, facts, to: .queued, reason: nil)
      try flush()
    }
    setAside.moveOn()
    try promoteLeases()
    setAside.moveOn()
    try Fire.due(self)
    setAside.moveOn()
    try BatchTime.promote(self)
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
    _ id: JobID, _ job: JobRow, to next: JobState, reason: Reason?, maxAttempts: Int? = nil,
    clearing flags: JobFlags = [], runAt: Int64? = nil, forgetsDue: Bool = false, pending: Int? = nil
  ) throws(StoreError) {
    let isRevived = job.state.isTerminal
    if isRevived && job.flags.contains(.hasParents) {
      scans.removeAll()
    }
    let limit = isRevived && job.flags.contains(.hasLimit) ? try limitID(ofEnded: id) : job.limit
    try Move.waiting(job, to: next, reason: reason, self) { row in
      row.runAt = forgetsDue ? nil : runAt.map(Timestamp.init(micros:)) ?? row.runAt
      row.maxAttempts = maxAttempts ?? row.maxAttempts
      row.flags.subtract(flags)
      row.pending = pending ?? row.pending
      row.limit = limit
    }
  }

  /// Ends a job that is not running.
  func end(
    _ id: JobID, _ job: JobRow, as state: JobState, reason: Reason, adding flags: JobFlags = []
  ) throws(StoreError) {
    try End.job(job, as: state, reason: reason, adding: flags, self)
  }
}

extension JobRow {
  func isOverdue(_ now: Timestamp) -> Bool {
    DuePolicy.isOverdue(state, deadline: deadline, now: now)
  }

  func isDue(_ now: Timestamp) -> Bool {
    DuePolicy.isDue(state, runAt: runAt, now: now)
  }
}
