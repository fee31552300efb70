// Rows that are to be removed or recovered.

/// What of several tables is to be removed or recovered.
struct SQLiteUpkeep: SQLiteTable, UpkeepRows {
  let connection: SQLiteConnection

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

  func lost(except boot: Int64, after last: JobID, max: Int) throws(StoreError) -> [LostRow] {
    let row = try connection.statement(JobSQL.lost, binding: boot, last, max)
    var found: [LostRow] = []
    while try row.step() {
      found.append(LostRow(job: try JobRow(row), machineBoot: row.string(LostColumn.machineBoot) ?? ""))
    }
    return found
  }
}
