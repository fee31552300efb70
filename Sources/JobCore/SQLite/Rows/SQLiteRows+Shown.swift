// Jobs as they are shown, read as readers do.

extension SQLiteRows {
  func shown(_ ids: [JobID]) throws(StoreError) -> [Job] {
    try JobReading(connection: connection).jobs(ids)
  }

  func ahead(of job: JobRow, max: Int) throws(StoreError) -> Int {
    let (id, queue, priority, readyAt) = (job.id, job.queue, job.priority, job.readyAt)
    let row: SQLiteStatement
    if job.isParked {
      row = try connection.statement(
        JobSQL.aheadParked, binding: queue, priority, id, max, readyAt, job.limit, job.lane)
    } else if let lane = job.lane {
      row = try connection.statement(JobSQL.aheadInLane, binding: queue, priority, id, max, readyAt, lane)
    } else {
      row = try connection.statement(JobSQL.ahead, binding: queue, priority, id, max, readyAt)
    }
    guard try row.step() else { return 0 }
    defer { row.reset() }
    return row.onlyInt
  }
}
