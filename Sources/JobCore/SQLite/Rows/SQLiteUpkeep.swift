// Rows that are to be removed or recovered, and their removal.

extension SQLiteRows {
  func expired(by now: Timestamp, max: Int) throws(StoreError) -> [JobRow] {
    let row = try connection.statement(JobSQL.expired, binding: now, max)
    var found: [JobRow] = []
    while try row.step() { found.append(try JobRow(row)) }
    return found
  }

  func followUps(of parent: Parent, after last: JobID, max: Int) throws(StoreError) -> [JobStanding] {
    let sql = parent.edgeKind == .job ? EdgeSQL.childStates : EdgeSQL.waitsForBatch
    let row = try connection.statement(sql, binding: parent.number, last, max)
    var found: [JobStanding] = []
    while try row.step() {
      let id = JobID(row.int64(ChildStateColumn.childID))
      found.append(JobStanding(id: id, state: try JobState.stored(row.int(ChildStateColumn.state))))
    }
    return found
  }

  func starts(of id: JobID) throws(StoreError) -> [Int] {
    try connection.statement(AttemptSQL.starts, binding: id).allInt64().map { Int($0) }
  }

  func lost(except boot: Int64, after last: JobID, max: Int) throws(StoreError) -> [LostRow] {
    let row = try connection.statement(JobSQL.lost, binding: boot, last, max)
    var found: [LostRow] = []
    while try row.step() {
      found.append(LostRow(job: try JobRow(row), machineBoot: row.string(LostColumn.machineBoot) ?? ""))
    }
    return found
  }

  // MARK: Removing

  /// Removes jobs with all that hangs on them.
  func remove(_ jobs: [JobRow]) throws(StoreError) {
    for job in jobs {
      try run(SpecSQL.deleteTag, try tags(of: job.id), of: job.id)
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

  private func tags(of id: JobID) throws(StoreError) -> [String: String] {
    let row = try connection.statement(SpecSQL.tags, binding: id)
    guard try row.step() else { return [:] }
    defer { row.reset() }
    return SpecCoding.dictionary(row.onlyBytes)
  }
}
