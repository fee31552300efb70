// What can happen, by its name in the stream of events.

/// The kinds of events that this version knows.
public enum WireEvent: String, Sendable, CaseIterable {
  case jobHeld = "job.held"
  case jobScheduled = "job.scheduled"
  case jobBlocked = "job.blocked"
  case jobQueued = "job.queued"
  case jobRunning = "job.running"
  case jobRetrying = "job.retrying"
  case jobSucceeded = "job.succeeded"
  case jobFailed = "job.failed"
  case jobCancelled = "job.cancelled"
  case jobSkipped = "job.skipped"
  /// It has said how far it is.
  case jobProgress = "job.progress"
  /// Something else that is shown of it has changed; a request to cancel it counts as well.
  case jobEdited = "job.edited"
  case jobDeleted = "job.deleted"
  case batchDone = "batch.done"
  case queueChanged = "queue.changed"
  case scheduleChanged = "schedule.changed"
  /// All jobs that match have been told; what follows are changes.
  case snapshotEnd = "snapshot.end"
  /// Something may have been missed.
  case gap
  /// Nothing has happened, up to here.
  case heartbeat

  /// The event by which a job comes into a state.
  package init(_ state: WireJobState) {
    self =
      switch state {
      case .held: .jobHeld
      case .scheduled: .jobScheduled
      case .blocked: .jobBlocked
      case .queued: .jobQueued
      case .running: .jobRunning
      case .retrying: .jobRetrying
      case .succeeded: .jobSucceeded
      case .failed: .jobFailed
      case .cancelled: .jobCancelled
      case .skipped: .jobSkipped
      }
  }
}
