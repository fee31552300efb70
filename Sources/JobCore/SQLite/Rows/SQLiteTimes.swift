// Rows in the order of their times.

/// What of several tables is due.
struct SQLiteTimes: SQLiteTable, DueRows {
  let connection: SQLiteConnection

  func overdue(by now: Timestamp, max: Int) throws(StoreError) -> [JobID] {
    try ids(JobSQL.overdue, by: now, max: max)
  }

  func due(by now: Timestamp, max: Int) throws(StoreError) -> [JobID] {
    try ids(JobSQL.due, by: now, max: max)
  }

  func nextMoments() throws(StoreError) -> NextMoments {
    let timesOfDay = [
      JobSQL.nextDue, JobSQL.nextDeadline, ScheduleSQL.nextFire, LeaseSQL.nextDeadline, BatchSQL.nextDeadline,
    ]
    return NextMoments(
      timeOfDay: try earliest(timesOfDay), steady: try earliest([LeaseSQL.next, BatchSQL.nextTimeout]))
  }

  func pauses(after last: PauseRow, max: Int) throws(StoreError) -> [PauseRow] {
    let row = try connection.statement(JobSQL.pauses, binding: last.beganAt, last.job, max)
    var pauses: [PauseRow] = []
    while try row.step() {
      pauses.append(PauseRow(job: JobID(row.int64(PauseColumn.id)), beganAt: row.time(PauseColumn.pausedAt)))
    }
    return pauses
  }

  func callbacks(after moment: Timestamp, _ id: Int64, max: Int) throws(StoreError) -> [CallbackRow] {
    let row = try connection.statement(CallbackSQL.ahead, binding: moment, id, max)
    var rows: [CallbackRow] = []
    while try row.step() { rows.append(CallbackReading.row(row)) }
    return rows
  }

  func answers(after moment: Timestamp, max: Int) throws(StoreError) -> [String] {
    let row = try connection.statement(AnswerSQL.ahead, binding: moment, max)
    var keys: [String] = []
    while try row.step() { if let key = row.onlyString { keys.append(key) } }
    return keys
  }

  private func earliest(_ statements: [NamedSQL]) throws(StoreError) -> Timestamp? {
    var next: Timestamp?
    for sql in statements {
      let statement = try statement(sql)
      if try statement.step() {
        if let moment = statement.onlyOptionalTime { next = min(next ?? moment, moment) }
        statement.reset()
      }
    }
    return next
  }
}
