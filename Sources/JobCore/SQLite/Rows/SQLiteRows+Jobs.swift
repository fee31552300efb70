// Rows of `job`.

extension SQLiteRows {
  /// One job, on any connection.
  static func job(_ id: JobID, on connection: SQLiteConnection) throws(StoreError) -> JobRow? {
    let statement = try connection.statement(JobSQL.facts)
    statement.bind(1, id.value)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return try JobRow(statement)
  }

  func readJobs(_ ids: [JobID], into found: inout WorkingSet) throws(StoreError) {
    for id in ids {
      if let row = try Self.job(id, on: connection) { found.found(row) } else { found.missing(id) }
    }
  }

  func readTerms(_ ids: [JobID], into found: inout WorkingSet) throws(StoreError) {
    let row = try statement(JobSQL.terms)
    for id in ids {
      row.bind(1, id.value)
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
      found.terms[id] = terms
    }
  }

  func writeJobs(_ changes: [JobChange]) throws(StoreError) {
    for change in changes {
      if let written = change.written { try update(change, written) } else { try insert(change.row) }
    }
  }

  private func insert(_ row: JobRow) throws(StoreError) {
    let isWaiting = row.starts == 0 && row.finishedAt == nil
    let sql = isWaiting ? JobSQL.insert : row.state == .running ? JobSQL.insertStarted : JobSQL.insertEnded
    let statement = try statement(sql)
    row.bindEvery(to: statement)
    if !isWaiting { row.bindStarted(to: statement) }
    if !isWaiting && row.state != .running { row.bindRest(to: statement) }
    try statement.run()
  }

  private func update(_ change: JobChange, _ written: JobChange.Written) throws(StoreError) {
    let sql = change.isMoved ? JobSQL.updateMoved : JobSQL.update
    let statement = try statement(sql)
    change.row.bindChanging(to: statement)
    if change.isMoved { change.row.bindPlace(to: statement) }
    statement.bind(JobFenceParameter.state, written.state.rawValue)
    statement.bind(JobFenceParameter.starts, written.starts)
    if try statement.runCounting() == 1 { return }
    throw .illegal(statement: sql.name, message: "job \(change.row.id) is not as it was when this was decided")
  }
}
