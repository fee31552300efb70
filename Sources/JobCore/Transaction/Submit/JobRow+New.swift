// The row of a new job.

extension JobRow {
  /// The row of a new job that has not started.
  init(_ job: Job, of new: NewJob, queue: Int64, limit: Int64?, readyAt: Int64) {
    id = job.id
    state = job.state
    self.queue = queue
    priority = new.priority
    kind = job.kind
    flags = JobFlags(new)
    attempt = 0
    maxAttempts = job.maxAttempts
    starts = 0
    createdAt = job.createdAt
    pending = 0
    weight = new.slotsNeeded
    isParked = state == .queued && limit != nil
    lane = Lane.of(new)
    self.readyAt = state == .queued ? readyAt : 0
    runAt = job.runAt
    deadline = new.deadline
    batch = new.batch?.value
    self.limit = limit
  }

  /// It starts with its first row, which is the second that is told of it.
  mutating func start(at moment: Timestamp, boot: Int64) {
    (state, attempt, starts, rev) = (.running, 1, 1, 2)
    (startedAt, self.boot, isParked) = (moment, boot, false)
  }
}

extension JobFlags {
  /// What a new job has rows of in other tables, and the like.
  init(_ new: NewJob) {
    self = []
    if new.isShielded { insert(.shielded) }
    if !new.then.isEmpty { insert(.hasChildren) }
    if !new.callbacks.isEmpty { insert(.hasCallbacks) }
    if new.unique != nil { insert(.hasUniqueKey) }
    if new.limit != nil { insert(.hasLimit) }
  }
}

extension NewJob {
  /// What reading its rows gives, without reading them: what its own tables keep is not part of it.
  var asRead: NewJob {
    var job = self
    job.start = .now
    job.holds = false
    job.after = []
    job.then = []
    job.unique = nil
    job.limit = nil
    job.batch = nil
    job.callbacks = []
    return job
  }
}
