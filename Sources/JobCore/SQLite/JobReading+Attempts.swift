// Rows of attempts: the history of a job, and what its attempts left in the database.

extension JobReading {
  /// The history; a running attempt is its last entry, from the hot row.
  func attempts(_ job: Job) throws(StoreError) -> [Attempt] {
    let row = try connection.statement(AttemptSQL.latest)
    row.bind(1, job.id.value)
    row.bind(2, Limits.attemptsShownMax)
    var attempts: [Attempt] = []
    while try row.step() {
      attempts.append(
        Attempt(
          attempt: row.int(1), start: row.int(0), startedAt: Timestamp(micros: row.int64(2)),
          finishedAt: Timestamp(micros: row.int64(3)), outcome: AttemptOutcome(rawValue: row.int(4)),
          exitCode: row.optionalInt32(5), signal: row.optionalInt32(6),
          failure: row.string(7).map { JobFailure(code: $0, message: row.string(8) ?? "") },
          pid: row.optionalInt32(9), stdoutBytes: row.int64(10), stderrBytes: row.int64(11),
          isLogTruncated: row.int(12) != 0))
    }
    attempts.reverse()
    if job.state == .running, let startedAt = job.startedAt {
      attempts.append(
        Attempt(
          attempt: job.attempt, start: job.starts, startedAt: startedAt, pid: job.pid, stdoutBytes: 0, stderrBytes: 0,
          isLogTruncated: false))
    }
    return attempts
  }

  /// The start of the latest try that counted as this attempt, and what it wrote.
  func start(of attempt: Int, of id: JobID) throws(StoreError) -> (start: Int, log: LogSummary)? {
    let row = try connection.statement(AttemptSQL.startOf)
    row.bind(1, id.value)
    row.bind(2, attempt)
    guard try row.step() else { return nil }
    defer { row.reset() }
    guard let start = row.optionalInt64(0) else { return nil }
    let log = LogSummary(stdoutBytes: row.int64(1), stderrBytes: row.int64(2), isTruncated: row.int(3) != 0)
    return (Int(start), log)
  }

  func handlerResult(_ id: JobID, start: Int) throws(StoreError) -> [UInt8]? {
    let row = try connection.statement(AttemptSQL.result)
    row.bind(1, id.value)
    row.bind(2, start)
    guard try row.step() else { return nil }
    defer { row.reset() }
    return row.bytes(0)
  }

  func httpAnswer(_ id: JobID) throws(StoreError) -> HTTPAnswer? {
    let row = try connection.statement(AttemptSQL.http)
    row.bind(1, id.value)
    guard try row.step(), let text = row.string(0) else { return nil }
    defer { row.reset() }
    return try SpecCoding.httpAnswer(text)
  }
}
