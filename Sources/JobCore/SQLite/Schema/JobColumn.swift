// The columns of `job`.

/// As `JobRow` has them.
enum JobColumn: Int32, SQLiteColumn {
  case id
  case state
  case queueID
  case priority
  case kind
  case flags
  case attempt
  case maxAttempts
  case starts
  case createdAt
  case runAt
  case deadlineAt
  case startedAt
  case finishedAt
  case expiresAt
  case boot
  case pid
  case pidTicks
  case reason
  case pending
  case weight
  case batchID
  case scheduleID
  case limitID
  case isParked
  case lane
  case readyAt
  case pausedAt
  case rev
  case sinceAt

  /// What is said of every job as it comes to be.
  static let ofEvery: [JobColumn] = [
    .id, .state, .queueID, .priority, .kind, .flags, .attempt, .maxAttempts, .starts, .createdAt, .runAt, .deadlineAt,
    .pending, .weight, .batchID, .scheduleID, .limitID, .isParked, .lane, .readyAt, .rev,
  ]
  /// What is said as well of one that has started.
  static let ofStarted: [JobColumn] = [.startedAt, .boot]
  /// What most changes are about. Those of the rest are in indexes that need not be touched then.
  static let changing: [JobColumn] = [
    .state, .flags, .attempt, .maxAttempts, .starts, .runAt, .startedAt, .finishedAt, .expiresAt, .boot, .pid,
    .pidTicks, .reason, .pending, .limitID, .isParked, .lane, .readyAt, .pausedAt, .rev, .sinceAt,
  ]
  /// What a start changes.
  static let starting: [JobColumn] = [
    .state, .attempt, .starts, .startedAt, .boot, .pid, .pidTicks, .reason, .isParked, .rev,
  ]
  /// What changes of one that runs, most often by its end.
  static let ending: [JobColumn] = [
    .state, .flags, .attempt, .runAt, .finishedAt, .expiresAt, .boot, .pid, .pidTicks, .reason, .limitID, .isParked,
    .pausedAt, .rev, .sinceAt,
  ]
  /// Where it stands, and with what weight.
  static let ofPlace: [JobColumn] = [.queueID, .priority, .deadlineAt, .weight]
}

/// What a row of `job` is to be before it is changed.
enum JobFenceParameter: Int32, CaseIterable, SQLiteColumn {
  case state = 30
  case starts = 31
}

/// The columns of `JobSQL.terms`.
enum TermsColumn: Int32, SQLiteColumn {
  case keepFor
  case uniqueKey
  case onConflict
  case forMicros
  case limitKey
  case limitMax

  var expression: String {
    switch self {
    case .keepFor: "s.keep_for"
    case .uniqueKey: "u.key"
    case .onConflict, .forMicros: "u.\(name)"
    case .limitKey: "l.key"
    case .limitMax: "l.max"
    }
  }
}

/// The parameters of the searches for ready jobs; each uses some of them.
enum ReadyLineParameter: Int32, SQLiteColumn {
  case queueID
  case belowPriority
  case max
  case lane
  case priority
  case readyAt
  case first
  case last
}

/// How often a job was started, and whether it runs.
enum JobStartsColumn: Int32, SQLiteColumn {
  case id
  case state
  case starts
}

/// Whether a job has ended, and when.
enum JobEndColumn: Int32, SQLiteColumn {
  case state
  case finishedAt
}

/// A job of a list, and how far it is.
enum StandingColumn: Int32, SQLiteColumn {
  case id
  case state
}

/// A row in the order of its moment.
enum MomentColumn: Int32, SQLiteColumn {
  case at
  case id
}

/// The parameters of the counts of who is ahead in line; each uses some of them.
enum AheadParameter: Int32, SQLiteColumn {
  case queueID
  case priority
  case readyAt
  case id
  case max
  case lane
  case limitID
}
