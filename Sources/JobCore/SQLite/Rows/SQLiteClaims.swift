// Rows that are asked for when jobs are handed out.

/// What of several tables is handed out with jobs.
struct SQLiteClaims: SQLiteTable, ClaimRows {
  let connection: SQLiteConnection

  func readyQueues(of lanes: [String]) throws(StoreError) -> [[Int64]] {
    let reading = LaneReading(connection: connection)
    var queues: [[Int64]] = []
    queues.reserveCapacity(lanes.count)
    for lane in lanes { queues.append(try reading.queues(of: lane)) }
    return queues
  }
}
