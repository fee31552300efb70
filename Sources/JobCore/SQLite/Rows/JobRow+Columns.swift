// Between `JobRow` and the columns of `job`.

extension JobRow {
  /// Reads all of `JobColumn`.
  init(_ row: SQLiteStatement) throws(StoreError) {
    id = JobID(row.int64(JobColumn.id))
    state = try JobState.stored(row.int(JobColumn.state), of: id)
    queue = row.int64(JobColumn.queueID)
    priority = row.int(JobColumn.priority)
    kind = JobKind(rawValue: row.int(JobColumn.kind)) ?? .handler
    flags = JobFlags(rawValue: row.int64(JobColumn.flags))
    attempt = row.int(JobColumn.attempt)
    maxAttempts = row.int(JobColumn.maxAttempts)
    starts = row.int(JobColumn.starts)
    createdAt = row.time(JobColumn.createdAt)
    pid = row.optionalInt32(JobColumn.pid)
    reason = try Reason.stored(row.optionalInt(JobColumn.reason), of: id)
    pending = row.int(JobColumn.pending)
    weight = row.int(JobColumn.weight)
    isParked = row.bool(JobColumn.isParked)
    lane = row.string(JobColumn.lane)
    readyAt = row.int64(JobColumn.readyAt)
    runAt = row.optionalTime(JobColumn.runAt)
    deadline = row.optionalTime(JobColumn.deadlineAt)
    startedAt = row.optionalTime(JobColumn.startedAt)
    finishedAt = row.optionalTime(JobColumn.finishedAt)
    expiresAt = row.optionalTime(JobColumn.expiresAt)
    boot = row.optionalInt64(JobColumn.boot)
    pidTicks = row.optionalInt64(JobColumn.pidTicks)
    batch = row.optionalInt64(JobColumn.batchID)
    schedule = row.optionalInt64(JobColumn.scheduleID)
    limit = row.optionalInt64(JobColumn.limitID)
    pausedAt = row.optionalTime(JobColumn.pausedAt)
    rev = row.int(JobColumn.rev)
    sinceAt = row.optionalTime(JobColumn.sinceAt)
  }

  func bindEvery(to statement: SQLiteStatement) {
    statement.bind(JobColumn.id, id.value)
    statement.bind(JobColumn.state, state.rawValue)
    bindPlace(to: statement)
    statement.bind(JobColumn.kind, kind.rawValue)
    statement.bind(JobColumn.flags, flags.rawValue)
    statement.bind(JobColumn.attempt, attempt)
    statement.bind(JobColumn.maxAttempts, maxAttempts)
    statement.bind(JobColumn.starts, starts)
    statement.bind(JobColumn.createdAt, createdAt.micros)
    statement.bind(JobColumn.runAt, runAt)
    statement.bind(JobColumn.pending, pending)
    statement.bind(JobColumn.rev, rev)
    statement.bind(JobColumn.batchID, batch)
    statement.bind(JobColumn.scheduleID, schedule)
    statement.bind(JobColumn.limitID, limit)
    statement.bind(JobColumn.isParked, isParked)
    statement.bind(JobColumn.lane, lane)
    statement.bind(JobColumn.readyAt, readyAt)
  }

  func bindStarted(to statement: SQLiteStatement) {
    statement.bind(JobColumn.startedAt, startedAt)
    statement.bind(JobColumn.boot, boot)
  }

  func bindRest(to statement: SQLiteStatement) {
    statement.bind(JobColumn.finishedAt, finishedAt)
    statement.bind(JobColumn.expiresAt, expiresAt)
    statement.bind(JobColumn.pid, pid)
    statement.bind(JobColumn.pidTicks, pidTicks)
    statement.bind(JobColumn.reason, reason?.rawValue)
    statement.bind(JobColumn.pausedAt, pausedAt)
    statement.bind(JobColumn.sinceAt, sinceAt)
  }

  func bindChanging(to statement: SQLiteStatement) {
    statement.bind(JobColumn.id, id.value)
    statement.bind(JobColumn.state, state.rawValue)
    statement.bind(JobColumn.flags, flags.rawValue)
    statement.bind(JobColumn.attempt, attempt)
    statement.bind(JobColumn.maxAttempts, maxAttempts)
    statement.bind(JobColumn.starts, starts)
    statement.bind(JobColumn.runAt, runAt)
    statement.bind(JobColumn.rev, rev)
    bindStarted(to: statement)
    bindRest(to: statement)
    statement.bind(JobColumn.pending, pending)
    statement.bind(JobColumn.limitID, limit)
    statement.bind(JobColumn.isParked, isParked)
    statement.bind(JobColumn.lane, lane)
    statement.bind(JobColumn.readyAt, readyAt)
  }

  func bindStart(to statement: SQLiteStatement) {
    statement.bind(JobColumn.id, id.value)
    statement.bind(JobColumn.state, state.rawValue)
    statement.bind(JobColumn.attempt, attempt)
    statement.bind(JobColumn.starts, starts)
    statement.bind(JobColumn.rev, rev)
    bindStarted(to: statement)
    statement.bind(JobColumn.pid, pid)
    statement.bind(JobColumn.pidTicks, pidTicks)
    statement.bind(JobColumn.reason, reason?.rawValue)
    statement.bind(JobColumn.isParked, isParked)
  }

  func bindEnd(to statement: SQLiteStatement) {
    statement.bind(JobColumn.id, id.value)
    statement.bind(JobColumn.state, state.rawValue)
    statement.bind(JobColumn.flags, flags.rawValue)
    statement.bind(JobColumn.attempt, attempt)
    statement.bind(JobColumn.runAt, runAt)
    statement.bind(JobColumn.rev, rev)
    statement.bind(JobColumn.boot, boot)
    bindRest(to: statement)
    statement.bind(JobColumn.limitID, limit)
    statement.bind(JobColumn.isParked, isParked)
  }

  func bindPlace(to statement: SQLiteStatement) {
    statement.bind(JobColumn.queueID, queue)
    statement.bind(JobColumn.priority, priority)
    statement.bind(JobColumn.deadlineAt, deadline)
    statement.bind(JobColumn.weight, weight)
  }
}

extension JobState {
  /// The state with this number; a number that is none means the file is damaged.
  ///
  /// - Parameter job: whose it is, if that is known: somebody has to look for it.
  static func stored(_ number: Int, of job: JobID? = nil) throws(StoreError) -> JobState {
    guard let state = JobState(rawValue: number) else {
      throw .unreadable(statement: "job.state", message: "\(job.map { "job \($0): " } ?? "")\(number) is not a state")
    }
    return state
  }
}

extension Reason {
  /// The reason with this number, likewise.
  static func stored(_ number: Int?, of job: JobID) throws(StoreError) -> Reason? {
    guard let number else { return nil }
    guard let reason = Reason(rawValue: number) else {
      throw .unreadable(statement: "job.reason", message: "job \(job): \(number) is not a reason")
    }
    return reason
  }
}
