// A row of `job` as a plain value: the narrow row, which every claim and every end writes.

/// The hot columns of a job.
struct JobRow: Equatable {
  let id: JobID
  var state: JobState
  let kind: JobKind
  var reason: Reason?
  /// Queued, and not among those a claim sees.
  var isParked: Bool
  var queue: Int64
  var priority: Int
  var flags: JobFlags
  var attempt: Int
  var maxAttempts: Int
  var starts: Int
  let createdAt: Timestamp
  @Slim var runAt: Timestamp?
  @Slim var deadline: Timestamp?
  /// Of the latest attempt.
  @Slim var startedAt: Timestamp?
  @Slim var finishedAt: Timestamp?
  @Slim var expiresAt: Timestamp?
  /// From when on the pause until `runAt` is reckoned; `nil` if that is a time of day that somebody asked for.
  @Slim var pausedAt: Timestamp?
  /// Of the attempt that runs.
  @Slim var boot: Int64?
  @Slim var pidTicks: Int64?
  var pid: Int32?
  /// Parents that have not ended.
  var pending: Int
  /// Slots that it asks for.
  var weight: Int
  @Slim var batch: Int64?
  @Slim var schedule: Int64?
  /// Its limit key; `nil` for one that has ended.
  @Slim var limit: Int64?
  /// Whose room it waits for; see `Lane`.
  var lane: String?
  /// When it was last queued.
  var readyAt: Int64
  /// Grows with each change of the job, over restarts too: of two pictures of it the one with the higher number is newer.
  var rev = 1
  /// Since when it is in its state, if that is one in which it waits; `nil` if it has been since it was made.
  @Slim var sinceAt: Timestamp?

  /// Its attempts are carried out outside of jobd.
  var isLeased: Bool { kind == .external || Lane.isRemote(lane) }

  /// When its latest attempt began; the beginning of time if there was none.
  var begunAt: Timestamp { startedAt ?? Timestamp(micros: 0) }
}

extension JobRow {
  /// Columns that are not written with every change.
  struct Parts: OptionSet {
    let rawValue: Int

    /// Where it stands, with what weight: columns of indexes, but for that.
    static let place = Parts(rawValue: 1)
    /// What an attempt leaves as it is, from its start to its end.
    static let rest = Parts(rawValue: 2)
    /// What a start alone changes.
    static let start = Parts(rawValue: 4)
    /// What a start leaves as it is, and an end does not.
    static let end = Parts(rawValue: 8)
  }

  /// People see a difference that is not its state.
  func isShownOtherwise(than before: JobRow) -> Bool {
    queue != before.queue || priority != before.priority || deadline != before.deadline || runAt != before.runAt
      || maxAttempts != before.maxAttempts || !flags.symmetricDifference(before.flags).isDisjoint(with: .shown)
  }

  /// Of these, where it differs from what it was.
  func changes(since before: JobRow) -> Parts {
    var parts: Parts = []
    let isPlaceSame =
      queue == before.queue && priority == before.priority && deadline == before.deadline && weight == before.weight
    if !isPlaceSame { parts.insert(.place) }
    let isRestSame =
      maxAttempts == before.maxAttempts && pending == before.pending && lane == before.lane && readyAt == before.readyAt
    if !isRestSame { parts.insert(.rest) }
    if starts != before.starts || startedAt != before.startedAt { parts.insert(.start) }
    let isEndSame =
      flags == before.flags && runAt == before.runAt && finishedAt == before.finishedAt && expiresAt == before.expiresAt
      && limit == before.limit && pausedAt == before.pausedAt && sinceAt == before.sinceAt
    if !isEndSame { parts.insert(.end) }
    return parts
  }
}
