// Jobs as they are shown, read as readers do.

extension SQLiteRows {
  func shown(_ ids: [JobID]) throws(StoreError) -> [Job] {
    try JobReading(connection: connection).jobs(ids)
  }

  func ahead(of job: JobRow, max: Int) throws(StoreError) -> Int {
    let sql = job.isParked ? JobSQL.aheadParked : job.lane == nil ? JobSQL.ahead : JobSQL.aheadInLane
    let row = try connection.statement(sql)
    row.bind(AheadParameter.queueID, job.queue)
    row.bind(AheadParameter.priority, job.priority)
    row.bind(AheadParameter.readyAt, job.readyAt)
    row.bind(AheadParameter.id, job.id)
    row.bind(AheadParameter.max, max)
    if job.isParked { row.bind(AheadParameter.limitID, job.limit) }
    if job.isParked || job.lane != nil { row.bind(AheadParameter.lane, job.lane) }
    guard try row.step() else { return 0 }
    defer { row.reset() }
    return row.onlyInt
  }

  func holder(ofLimit limit: Int64) throws(StoreError) -> JobID? {
    let row = try connection.statement(JobSQL.limitHolder, binding: limit)
    guard try row.step() else { return nil }
    defer { row.reset() }
    return row.onlyOptionalInt64.map { JobID($0) }
  }
}
