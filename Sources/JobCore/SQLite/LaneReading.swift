// Which lanes have ready jobs, found by jumping from one to the next in their index: as many steps as there are lanes,
// however many jobs stand in them.

/// The lanes in use, on one connection.
struct LaneReading {
  let connection: SQLiteConnection

  /// The lanes of this daemon's own executors; those of remote workers, of which there may be very many, are passed
  /// over.
  func localLanes() throws(StoreError) -> [String] {
    var lanes: [String] = []
    var last = ""
    let row = try connection.statement(JobSQL.nextLane)
    while true {
      row.bind(inOrder: last)
      guard try row.step(), let lane = row.onlyString else { break }
      row.reset()
      if Lane.isRemote(lane) {
        // The first text after all that begin so.
        last = Self.afterRemote
      } else {
        lanes.append(lane)
        last = lane
      }
    }
    row.reset()
    return lanes
  }

  /// The queues that have ready jobs of `lane`.
  func queues(of lane: String) throws(StoreError) -> [Int64] {
    var queues: [Int64] = []
    var last: Int64 = 0
    let row = try connection.statement(JobSQL.nextQueueOfLane)
    while true {
      row.bind(inOrder: lane, last)
      guard try row.step(), let queue = row.onlyOptionalInt64 else { break }
      row.reset()
      queues.append(queue)
      last = queue
    }
    row.reset()
    return queues
  }

  private static let afterRemote = "remote0"
}
