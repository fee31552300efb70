// Rows of `job`: read whole, and written by the statement that touches the fewest indexes.

/// The hot rows of jobs.
struct SQLiteJobs: SQLiteTable {
  let connection: SQLiteConnection

  /// One job, on any connection.
  static func job(_ id: JobID, on connection: SQLiteConnection) throws(StoreError) -> JobRow? {
    let statement = try connection.statement(JobSQL.facts)
    statement.bind(JobColumn.id, id)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return try JobRow(statement)
  }

  func read(_ ids: [JobID], into found: inout WorkingSet) throws(StoreError) {
    for id in ids {
      if let row = try Self.job(id, on: connection) { found.found(row) } else { found.missing(id) }
    }
  }

  func readTerms(_ ids: [JobID], into found: inout WorkingSet) throws(StoreError) {
    let row = try statement(JobSQL.terms)
    for id in ids {
      row.bind(inOrder: id)
      var terms = JobTerms()
      if try row.step() {
        terms.keepForMicros = row.optionalInt64(TermsColumn.keepFor)
        if let key = row.string(TermsColumn.uniqueKey) {
          terms.unique = UniqueRule(
            key: key, onConflict: UniqueRule.Conflict(rawValue: row.int(TermsColumn.onConflict)) ?? .reject,
            forMicros: row.optionalInt64(TermsColumn.forMicros))
        }
        if let key = row.string(TermsColumn.limitKey) {
          terms.limit = LimitRule(key: key, max: row.int(TermsColumn.limitMax))
        }
        row.reset()
      }
      found.found(terms, of: id)
    }
  }

  func write(_ jobs: [WorkingJob]) throws(StoreError) {
    for job in jobs {
      if job.isNew { try insert(job.row) } else { try update(job) }
    }
  }

  /// Removes jobs with all that hangs on them.
  func remove(_ jobs: [JobRow]) throws(StoreError) {
    for job in jobs {
      try SQLiteSpecs(connection: connection).removeTags(of: job.id)
      if job.flags.contains(.hasUniqueKey) { try run(KeySQL.deleteJobUnique, job.id) }
      if job.flags.contains(.hasLimit) { try run(KeySQL.deleteJobLimit, job.id) }
      if job.flags.contains(.hasParents) { try run(EdgeSQL.delete, job.id) }
      if job.flags.contains(.hasProgress) { try run(ProgressSQL.delete, job.id) }
      if job.flags.contains(.hasCheckpoint) { try run(ProgressSQL.deleteCheckpoint, job.id) }
      for sql in [ScheduleSQL.forgetFiredJob, AttemptSQL.delete, SpecSQL.delete, JobSQL.delete] {
        try run(sql, job.id)
      }
    }
  }

  private func insert(_ row: JobRow) throws(StoreError) {
    let isWaiting = row.starts == 0 && row.finishedAt == nil && row.sinceAt == nil
    let sql = isWaiting ? JobSQL.insert : row.state == .running ? JobSQL.insertStarted : JobSQL.insertEnded
    let statement = try statement(sql)
    row.bindEvery(to: statement)
    if !isWaiting { row.bindStarted(to: statement) }
    if !isWaiting && row.state != .running { row.bindRest(to: statement) }
    try statement.run()
  }

  private func update(_ job: WorkingJob) throws(StoreError) {
    let row = job.row
    let sql: NamedSQL
    let statement: SQLiteStatement
    if job.isStart {
      sql = JobSQL.updateStarted
      statement = try self.statement(sql)
      row.bindStart(to: statement)
    } else if job.isEnd {
      sql = JobSQL.updateEnded
      statement = try self.statement(sql)
      row.bindEnd(to: statement)
    } else {
      let stays = !job.changes.contains(.place)
      sql = stays ? JobSQL.update : JobSQL.updateMoved
      statement = try self.statement(sql)
      row.bindChanging(to: statement)
      if !stays { row.bindPlace(to: statement) }
    }
    statement.bind(JobFenceParameter.state, job.fence.state.rawValue)
    statement.bind(JobFenceParameter.starts, job.fence.starts)
    if try statement.runCounting() == 1 { return }
    throw .illegal(statement: sql.name, message: "job \(row.id) is not as it was when this was decided")
  }
}

extension WorkingJob {
  /// Whether it differs from what was written by no other columns than `JobColumn.starting`.
  fileprivate var isStart: Bool {
    row.state == .running && fence.state == .queued && changes.isDisjoint(with: [.place, .rest, .end])
  }

  /// The same of `JobColumn.ending`.
  fileprivate var isEnd: Bool { fence.state == .running && changes.isDisjoint(with: [.place, .rest, .start]) }
}
