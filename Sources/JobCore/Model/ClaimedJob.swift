// A job that has just become `running`: what the runner needs to carry out the attempt.

/// A claimed job.
struct ClaimedJob: Sendable {
  let fence: Fence
  /// Counts from 1.
  let attempt: Int
  let maxAttempts: Int
  let startedAt: Timestamp
  let createdAt: Timestamp
  let queueID: Int64
  var spec: NewJob
  /// Its parents that are jobs, in the order given.
  var parents: [ParentResult]
  /// Its parents that are batches, in the order given.
  var batches: [BatchID] = []
  /// Slots of the daemon that it takes; see `SlotPolicy`.
  var slots = 1
  /// Whose room it took; see `Lane`.
  var lane: String?
  /// Whom its queue ran jobs as when it was claimed.
  var queueRunAs: String?
  /// What an earlier attempt left for this one.
  var checkpoint: [UInt8]?

  var id: JobID {
    fence.job
  }

  var name: String {
    spec.name ?? "job-\(id)"
  }

  /// Starts that were given back so far, by stops and shortages.
  var startsGivenBack: Int {
    max(0, fence.start - attempt)
  }
}
