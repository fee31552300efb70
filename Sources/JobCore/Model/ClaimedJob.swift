// A job that has just become `running`: what the runner needs to carry out the attempt.

/// A claimed job.
public struct ClaimedJob: Sendable {
  public let fence: Fence
  /// Counts from 1.
  public let attempt: Int
  public let maxAttempts: Int
  public let startedAt: Timestamp
  public let createdAt: Timestamp
  public let queueID: Int64
  public let spec: NewJob
  /// Its parents that are jobs, in the order given.
  let parents: [ParentResult]
  /// Its parents that are batches, in the order given.
  var batches: [BatchID] = []
  /// Whose room it took; see `Lane`.
  var lane: String?
  /// What an earlier attempt left for this one.
  var checkpoint: [UInt8]?

  public var id: JobID {
    fence.job
  }

  public var name: String {
    spec.name ?? "job-\(id)"
  }

  /// Starts that were given back so far, by stops and shortages.
  var startsGivenBack: Int {
    max(0, fence.start - attempt)
  }
}
