// Rows that are asked for when jobs are handed out.

/// What of several tables is handed out with jobs.
struct SQLiteClaims: SQLiteTable, ClaimRows {
  let connection: SQLiteConnection

  func parentResults(of children: [JobID]) throws(StoreError) -> [ParentResults] {
    var found: [ParentResults] = []
    found.reserveCapacity(children.count)
    for child in children {
      let row = try connection.statement(EdgeSQL.parents, binding: child, Limits.parentsMax + 1)
      let results = try EdgeReading.results(row)
      found.append(ParentResults(jobs: results.jobs, batches: results.batches))
    }
    return found
  }

  func readyQueues(of lanes: [String]) throws(StoreError) -> [[Int64]] {
    let reading = LaneReading(connection: connection)
    var queues: [[Int64]] = []
    queues.reserveCapacity(lanes.count)
    for lane in lanes { queues.append(try reading.queues(of: lane)) }
    return queues
  }
}
