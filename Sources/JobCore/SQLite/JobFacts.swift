// What the writer reads of a job before it decides on it.

/// The hot row of a job, as far as verbs decide on it.
struct JobFacts {
  let state: JobState
  let links: JobLinks
  let flags: JobFlags
  let attempt: Int
  let maxAttempts: Int
  let starts: Int
  let boot: Int64?
  let runAt: Int64?
  let deadlineAt: Int64?
  let createdAt: Int64
  let priority: Int
  /// Parents that have not ended.
  let pending: Int
  let kind: JobKind
  /// Of the latest attempt.
  let startedAt: Timestamp
  /// When it was last queued.
  let readyAt: Int64

  /// `nil` if there is no such job.
  static func read(_ id: JobID, on connection: SQLiteConnection) throws(StoreError) -> JobFacts? {
    let statement = try connection.statement(JobSQL.facts)
    statement.bind(1, id.value)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return JobFacts(
      state: try JobState.stored(statement.int(0)),
      links: JobLinks(
        queue: statement.int64(1), weight: statement.int(16) == JobKind.external.rawValue ? 0 : statement.int(12),
        batch: statement.optionalInt64(13), limit: statement.optionalInt64(14), isParked: statement.int(15) != 0,
        lane: statement.string(17)),
      flags: JobFlags(rawValue: statement.int64(2)), attempt: statement.int(3), maxAttempts: statement.int(4),
      starts: statement.int(5), boot: statement.optionalInt64(6), runAt: statement.optionalInt64(7),
      deadlineAt: statement.optionalInt64(8), createdAt: statement.int64(9), priority: statement.int(10),
      pending: statement.int(11), kind: JobKind(rawValue: statement.int(16)) ?? .handler,
      startedAt: Timestamp(micros: statement.int64(18)), readyAt: statement.int64(19))
  }

  /// Its attempts are carried out outside of jobd.
  var isLeased: Bool { kind == .external || Lane.isRemote(links.lane) }

  var queue: Int64 { links.queue }
}

extension JobState {
  /// The state with this number; a number that is none means the file is damaged.
  static func stored(_ number: Int) throws(StoreError) -> JobState {
    guard let state = JobState(rawValue: number) else {
      throw .unreadable(statement: "job.state", message: "\(number) is not a state")
    }
    return state
  }
}
