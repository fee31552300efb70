// What the clock brings about.

/// What has due times; the engine has one alarm for all of them, which each commit sets.
protocol DueStore: AnyObject, Sendable {
  /// Moves jobs whose time has come to queued, and ends those whose deadline has passed before their start.
  func promoteDue(now: Timestamp)
}
