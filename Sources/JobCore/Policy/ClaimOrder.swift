// Which of the ready jobs start first when several queues compete for the daemon's slots. Pure.

/// The order of claims: higher priority first, then the one that became ready first, then the lower id; across all
/// queues.
enum ClaimOrder {
  struct Candidate: Equatable {
    let id: Int64
    let priority: Int
    /// When it was last queued.
    var readyAt: Int64 = 0
  }

  /// Priorities a job has gained by waiting: one for each `agingMicros`.
  static func gained(waitedMicros: Int64, agingMicros: Int64) -> Int {
    Int(min(Int64(Int32.max), max(0, waitedMicros) / max(1, agingMicros)))
  }

  static func precedes(_ left: Candidate, _ right: Candidate) -> Bool {
    if left.priority != right.priority { return left.priority > right.priority }
    return left.readyAt != right.readyAt ? left.readyAt < right.readyAt : left.id < right.id
  }
}
