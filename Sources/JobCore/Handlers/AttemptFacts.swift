// What a handler may know of its attempt, before there is a context: read from a claimed job here, and by a worker
// process from what it is told.

/// The facts of one attempt.
struct AttemptFacts: Sendable {
  var id: JobID
  var name: String
  var queue: String
  var handler: String
  /// Counts from 1.
  var attempt: Int
  var maxAttempts: Int
  var snoozes: Int
  var startedAt: Timestamp
  var timeoutMicros: Int64?
  /// The job's own; the attempt's may be earlier.
  var jobDeadline: Timestamp?
  var tags: [String: String]
  /// JSON text.
  var payload: String?
  var parents: [JobParent]
  var batches: [ParentBatch]
  var checkpoint: [UInt8]?

  /// When the attempt will be told to stop.
  var deadline: Timestamp? {
    let limit = timeoutMicros.map { startedAt.advanced(byMicros: $0) }
    return [limit, jobDeadline].compactMap(\.self).min()
  }
}

extension AttemptFacts {
  init(_ job: ClaimedJob, handler: String, payload: String?, parents reader: ResultReader) {
    self.init(
      id: job.id, name: job.name, queue: job.spec.queue, handler: handler, attempt: job.attempt,
      maxAttempts: job.maxAttempts, snoozes: job.startsGivenBack, startedAt: job.startedAt,
      timeoutMicros: job.spec.timeoutMicros, jobDeadline: job.spec.deadline, tags: job.spec.tags, payload: payload,
      parents: job.parents.map { JobParent($0, reader) },
      batches: job.batches.map { ParentBatch($0, reader, within: job.spec.limits) }, checkpoint: job.checkpoint)
  }
}
