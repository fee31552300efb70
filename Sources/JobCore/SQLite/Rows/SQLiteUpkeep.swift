// Rows that are to be removed or recovered.

/// What of several tables is to be removed or recovered.
struct SQLiteUpkeep: SQLiteTable, UpkeepRows {
  let connection: SQLiteConnection

  func jobs(_ lines: [JobLine]) throws(StoreError) -> [[JobStanding]] {
    var found: [[JobStanding]] = []
    for line in lines { found.append(try jobs(line)) }
    return found
  }

  private func jobs(_ line: JobLine) throws(StoreError) -> [JobStanding] {
    let row: SQLiteStatement
    let (first, max) = (line.after ?? JobID(0), line.max)
    switch line.list {
    case .members(let id): row = try connection.statement(JobListSQL.members, binding: id, first, max)
    case .waitingMembers(let id): row = try connection.statement(JobListSQL.waitingMembers, binding: id, first, max)
    case .followUps(let id): row = try connection.statement(JobListSQL.followUps, binding: id, first, max)
    case .waiting(let id): row = try connection.statement(JobListSQL.waitingForBatch, binding: id, first, max)
    case .unfinished(let id):
      row = try connection.statement(JobListSQL.unfinished, binding: id, line.after ?? JobID(.max), max)
    case .lost(let boot): row = try connection.statement(JobListSQL.lost, binding: boot, first, max)
    case .running: row = try connection.statement(JobListSQL.running, binding: JobState.running.rawValue, first, max)
    }
    var found: [JobStanding] = []
    while try row.step() {
      let state = row.optionalInt(StandingColumn.state).flatMap(JobState.init(rawValue:))
      found.append(JobStanding(id: JobID(row.int64(StandingColumn.id)), state: state))
    }
    return found
  }

  func numbers(_ list: NumberList, after last: Int64, max: Int) throws(StoreError) -> [Int64] {
    let sql =
      switch list {
      case .leases: LeaseSQL.page
      case .cancelledBatches: BatchSQL.cancelling
      case .removedSchedules: ScheduleSQL.nextDeleted
      }
    return try connection.statement(sql, binding: last, max).allInt64()
  }

  func firstEnded(of batch: Int64, as states: [JobState]) throws(StoreError) -> JobID? {
    try SQLiteBatches(connection: connection).firstEnded(of: batch, as: states)
  }

  func goneFirings(of schedule: Int64, before moment: Timestamp, max: Int) throws(StoreError) -> [Timestamp] {
    let row = try connection.statement(ScheduleSQL.goneFirings, binding: schedule, moment, max)
    return try row.allInt64().map(Timestamp.init(micros:))
  }

  func attempts(_ lines: [AttemptLine]) throws(StoreError) -> [AttemptFate] {
    try SQLiteAttempts(connection: connection).attempts(lines)
  }
}
