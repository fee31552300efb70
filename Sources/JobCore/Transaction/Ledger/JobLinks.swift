// What hangs on a job's state besides its row: its queue's counts and slots, its batch, its limit key, its lane.

/// What a change of a job's state touches besides the job.
struct JobLinks {
  var queue: Int64
  var weight = 1
  var batch: Int64?
  var limit: Int64?
  /// Queued, and not among those a claim sees.
  var isParked = false
  /// Whose room it waits for; see `Lane`.
  var lane: String?

  /// Whether these are other lines than those.
  func standsElsewhere(than before: JobLinks) -> Bool { limit != before.limit || lane != before.lane }
}
