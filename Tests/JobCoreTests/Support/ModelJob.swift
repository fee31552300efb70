// What the models of a store have in common: since when a job of theirs has been ready to start.

@testable import JobCore

/// A job in a model.
protocol ModelJob {
  var state: JobState { get }
  var readyAt: Timestamp? { get set }
}

extension Dictionary where Key == JobID, Value: ModelJob {
  /// What has been queued since the last time is ready from `now` on; what has started keeps its place in the line.
  mutating func noteReady(_ now: Timestamp) {
    for (id, job) in self {
      if job.state == .queued {
        self[id]?.readyAt = job.readyAt ?? now
      } else if job.state != .running {
        self[id]?.readyAt = nil
      }
    }
  }
}
