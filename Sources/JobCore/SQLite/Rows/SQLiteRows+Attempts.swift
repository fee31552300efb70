// Rows of `attempt` and of `progress`.

extension SQLiteRows {
  func writeAttempts(_ rows: [AttemptRow]) throws(StoreError) {
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

  func writeProgress(_ rows: [(fence: Fence, report: Progress)]) throws(StoreError) {
    let statement = try statement(ProgressSQL.set)
    for (fence, report) in rows {
      statement.bind(ProgressColumn.jobID, fence.job.value)
      statement.bind(ProgressColumn.start, fence.start)
      statement.bind(ProgressColumn.fraction, report.fraction)
      statement.bind(ProgressColumn.done, report.done)
      statement.bind(ProgressColumn.total, report.total)
      statement.bind(ProgressColumn.note, report.note)
      statement.bind(ProgressColumn.reportedAt, report.at.micros)
      try statement.run()
    }
  }
}
