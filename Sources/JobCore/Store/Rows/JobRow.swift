// A row of `job` as a plain value: the narrow row, which every claim and every end writes.

/// The hot columns of a job.
struct JobRow: Equatable {
  let id: JobID
  var state: JobState
  var queue: Int64
  var priority: Int
  let kind: JobKind
  var flags: JobFlags
  var attempt: Int
  var maxAttempts: Int
  var starts: Int
  let createdAt: Timestamp
  var runAt: Timestamp?
  var deadline: Timestamp?
  /// Of the latest attempt.
  var startedAt: Timestamp?
  var finishedAt: Timestamp?
  var expiresAt: Timestamp?
  /// Of the attempt that runs.
  var boot: Int64?
  var pid: Int32?
  var pidTicks: Int64?
  var reason: Reason?
  /// Parents that have not ended.
  var pending: Int
  /// Slots that it asks for.
  let weight: Int
  let batch: Int64?
  var schedule: Int64?
  /// Its limit key; `nil` for one that has ended.
  var limit: Int64?
  /// Queued, and not among those a claim sees.
  var isParked: Bool
  /// Whose room it waits for; see `Lane`.
  var lane: String?
  /// When it was last queued.
  var readyAt: Int64
  /// From when on the pause until `runAt` is reckoned; `nil` if that is a time of day that somebody asked for.
  var pausedAt: Timestamp?

  /// Its attempts are carried out outside of jobd.
  var isLeased: Bool { kind == .external || Lane.isRemote(lane) }

  /// When its latest attempt began; the beginning of time if there was none.
  var begunAt: Timestamp { startedAt ?? Timestamp(micros: 0) }
}

/// What is read of a job only when something of it is to be done: how long it is kept, and its keys.
struct JobTerms: Equatable {
  /// `nil` is the daemon's default.
  var keepForMicros: Int64?
  var unique: UniqueRule?
  var limit: LimitRule?
}
