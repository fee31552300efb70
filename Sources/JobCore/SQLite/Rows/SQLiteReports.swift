// Rows of `progress` and of `checkpoint`.

/// What running attempts have said, and what they leave for the next.
struct SQLiteReports: SQLiteTable {
  let connection: SQLiteConnection

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

  func readCheckpoints(_ ids: [JobID], into found: inout WorkingSet) throws(StoreError) {
    for id in ids {
      let row = try connection.statement(ProgressSQL.checkpoint, binding: id)
      let isThere = try row.step()
      found.found(isThere ? row.onlyBytes : nil, checkpointOf: id)
      if isThere { row.reset() }
    }
  }

  func writeCheckpoints(_ changes: [(job: JobID, data: [UInt8]?)]) throws(StoreError) {
    for (id, data) in changes {
      guard let data else {
        try run(ProgressSQL.deleteCheckpoint, id)
        continue
      }
      let statement = try statement(ProgressSQL.setCheckpoint)
      statement.bind(inOrder: id, data)
      try statement.run()
    }
  }
}
