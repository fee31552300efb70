// Rows of attempts: the history of a job, and what its attempts left in the database.

extension JobReading {
  /// The history of what has ended.
  func attempts(_ id: JobID) throws(StoreError) -> [Attempt] {
    let row = try connection.statement(AttemptSQL.latest, binding: id, Limits.attemptsShownMax)
    var attempts: [Attempt] = []
    while try row.step() {
      attempts.append(
        Attempt(
          attempt: row.int(AttemptColumn.attempt), start: row.int(AttemptColumn.start),
          startedAt: row.time(AttemptColumn.startedAt), finishedAt: row.time(AttemptColumn.finishedAt),
          outcome: AttemptOutcome(rawValue: row.int(AttemptColumn.outcome)),
          exitCode: row.optionalInt32(AttemptColumn.exitCode), signal: row.optionalInt32(AttemptColumn.signal),
          failure: row.string(AttemptColumn.errorCode).map {
            JobFailure(code: $0, message: row.string(AttemptColumn.errorMessage) ?? "")
          },
          pid: row.optionalInt32(AttemptColumn.pid), stdoutBytes: row.int64(AttemptColumn.stdoutBytes),
          stderrBytes: row.int64(AttemptColumn.stderrBytes), isLogTruncated: row.bool(AttemptColumn.isLogTruncated)))
    }
    attempts.reverse()
    return attempts
  }

  /// The start of the latest try that counted as this attempt, and what it wrote.
  func start(of attempt: Int, of id: JobID) throws(StoreError) -> (start: Int, log: LogSummary)? {
    let row = try connection.statement(AttemptSQL.startOf, binding: id, attempt)
    guard try row.step() else { return nil }
    defer { row.reset() }
    guard let start = row.optionalInt(LatestStartColumn.start) else { return nil }
    let log = LogSummary(
      stdoutBytes: row.int64(LatestStartColumn.stdoutBytes), stderrBytes: row.int64(LatestStartColumn.stderrBytes),
      isTruncated: row.bool(LatestStartColumn.isLogTruncated))
    return (start, log)
  }

  func handlerResult(_ id: JobID, start: Int) throws(StoreError) -> [UInt8]? {
    let row = try connection.statement(AttemptSQL.result, binding: id, start)
    guard try row.step() else { return nil }
    defer { row.reset() }
    return row.onlyBytes
  }

  func httpAnswer(_ id: JobID) throws(StoreError) -> HTTPAnswer? {
    let row = try connection.statement(AttemptSQL.http, binding: id)
    guard try row.step(), let text = row.onlyString else { return nil }
    defer { row.reset() }
    return SpecCoding.httpAnswer(text)
  }
}
