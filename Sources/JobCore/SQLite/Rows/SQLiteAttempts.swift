// Rows of `attempt`.

/// Attempts that have ended.
struct SQLiteAttempts: SQLiteTable {
  let connection: SQLiteConnection

  func write(_ rows: [AttemptRow]) throws(StoreError) {
    let statement = try statement(AttemptSQL.insert)
    for row in rows {
      statement.bind(AttemptColumn.jobID, row.job.value)
      statement.bind(AttemptColumn.start, row.start)
      statement.bind(AttemptColumn.attempt, row.attempt)
      statement.bind(AttemptColumn.startedAt, row.startedAt)
      statement.bind(AttemptColumn.finishedAt, row.finishedAt)
      statement.bind(AttemptColumn.outcome, row.outcome.rawValue)
      statement.bind(AttemptColumn.exitCode, row.exitCode)
      statement.bind(AttemptColumn.signal, row.signal)
      statement.bind(AttemptColumn.errorCode, row.failure?.code)
      statement.bind(AttemptColumn.errorMessage, row.failure?.message)
      statement.bind(AttemptColumn.pid, row.pid)
      statement.bind(AttemptColumn.stdoutBytes, row.log.stdoutBytes)
      statement.bind(AttemptColumn.stderrBytes, row.log.stderrBytes)
      statement.bind(AttemptColumn.isLogTruncated, row.log.isTruncated)
      statement.bind(AttemptColumn.result, row.result)
      statement.bind(AttemptColumn.http, SpecCoding.encode(row.http))
      try statement.run()
    }
  }

  func readStarts(_ ids: [JobID], into found: inout WorkingSet) throws(StoreError) {
    for id in ids {
      found.starts[id] = try connection.statement(AttemptSQL.starts, binding: id).allInt64().map { Int($0) }
    }
  }

  func remove(_ gone: [(job: JobID, start: Int)]) throws(StoreError) {
    let statement = try statement(AttemptSQL.remove)
    for (job, start) in gone {
      statement.bind(inOrder: job, start)
      try statement.run()
    }
  }

  func attempts(_ lines: [AttemptLine]) throws(StoreError) -> [AttemptFate] {
    var found: [AttemptFate] = []
    for line in lines {
      let row = try connection.statement(
        AttemptSQL.fates, binding: line.job, line.last, line.outcome.rawValue, line.max)
      while try row.step() {
        let outcome = AttemptOutcome(rawValue: row.int(AttemptFateColumn.outcome)) ?? .failed
        found.append(AttemptFate(job: line.job, start: row.int(AttemptFateColumn.start), outcome: outcome))
      }
    }
    return found
  }
}
