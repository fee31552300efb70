// Rows to jobs: one job, one page, the ids behind a filter. Works on a reading connection inside one transaction.

/// The reads of the store, on one connection.
struct JobReading {
  let connection: SQLiteConnection

  func job(_ id: JobID) throws(StoreError) -> Job? {
    let row = try connection.statement(ListSQL.job, binding: id)
    guard try row.step() else { return nil }
    let record = try Self.record(id, row)
    row.reset()
    var job = Job(record)
    let flags = record.flags
    if flags.contains(.hasParents) { job.parents = try parents(id) }
    if flags.contains(.hasChildren) { job.children = try children(id) }
    if flags.contains(.hasProgress) { job.progress = try progress(id, start: job.starts) }
    if job.state == .skipped {
      job.cause = try .skipped(job.parents) { parent throws(StoreError) in try states([parent])[parent] }
    }
    return job
  }

  private static func record(_ id: JobID, _ row: SQLiteStatement) throws(StoreError) -> JobRecord {
    JobRecord(
      id: id, state: try JobState.stored(row.int(ShownJobColumn.state), of: id),
      reason: row.optionalInt(ShownJobColumn.reason).flatMap(Reason.init(rawValue:)),
      flags: JobFlags(rawValue: row.int64(ShownJobColumn.flags)),
      kind: JobKind(rawValue: row.int(ShownJobColumn.kind)) ?? .handler, work: ShownWork(row, ShownJobColumn.self),
      queue: row.string(ShownJobColumn.queue) ?? "",
      priority: row.int(ShownJobColumn.priority), attempt: row.int(ShownJobColumn.attempt),
      maxAttempts: row.int(ShownJobColumn.maxAttempts), starts: row.int(ShownJobColumn.starts),
      createdAt: row.time(ShownJobColumn.createdAt), runAt: row.optionalTime(ShownJobColumn.runAt),
      startedAt: row.optionalTime(ShownJobColumn.startedAt), finishedAt: row.optionalTime(ShownJobColumn.finishedAt),
      pid: row.optionalInt32(ShownJobColumn.pid), batch: row.optionalInt64(ShownJobColumn.batchID).map { BatchID($0) },
      schedule: row.string(ShownJobColumn.schedule), name: row.string(ShownJobColumn.name),
      tags: SpecCoding.dictionary(row.bytes(ShownJobColumn.tags)), submittedBy: row.string(ShownJobColumn.submittedBy),
      cancelReason: row.string(ShownJobColumn.cancelReason), rev: row.int(ShownJobColumn.rev),
      waitingSince: row.optionalTime(ShownJobColumn.sinceAt), last: lastAttempt(row))
  }

  private static func lastAttempt(_ row: SQLiteStatement) -> JobRecord.LastAttempt {
    JobRecord.LastAttempt(
      exitCode: row.optionalInt32(ShownJobColumn.exitCode), signal: row.optionalInt32(ShownJobColumn.signal),
      failure: row.string(ShownJobColumn.errorCode).map {
        JobFailure(code: $0, message: row.string(ShownJobColumn.errorMessage) ?? "")
      },
      pid: row.optionalInt32(ShownJobColumn.attemptPid),
      log: LogSummary(
        stdoutBytes: row.int64(ShownJobColumn.stdoutBytes), stderrBytes: row.int64(ShownJobColumn.stderrBytes),
        isTruncated: row.bool(ShownJobColumn.isLogTruncated)))
  }

  func parents(_ id: JobID) throws(StoreError) -> [ParentLink] {
    let row = try connection.statement(EdgeSQL.parents, binding: id, Limits.childrenShownMax)
    return try EdgeReading.links(row)
  }

  func progress(_ id: JobID, start: Int) throws(StoreError) -> Progress? {
    let row = try connection.statement(ProgressSQL.get, binding: id, start)
    guard try row.step() else { return nil }
    defer { row.reset() }
    return Progress(
      stored: row.optionalDouble(ProgressColumn.fraction), row.optionalInt64(ProgressColumn.done),
      row.optionalInt64(ProgressColumn.total), row.string(ProgressColumn.note),
      at: row.time(ProgressColumn.reportedAt))
  }

  private func children(_ id: JobID) throws(StoreError) -> [JobID] {
    try connection.statement(EdgeSQL.children, binding: id, Limits.childrenShownMax).allInt64().map { JobID($0) }
  }

  /// Those of `ids` that exist, in the order given.
  func jobs(_ ids: [JobID]) throws(StoreError) -> [Job] {
    var jobs: [Job] = []
    jobs.reserveCapacity(ids.count)
    for id in ids {
      if let job = try job(id) { jobs.append(job) }
    }
    return jobs
  }

  /// The jobs at `places`, no more than a page may take.
  func page(_ places: [JobCursor], next: JobCursor?) throws(StoreError) -> JobPage {
    var page = JobPage(jobs: [], next: next)
    var bytes = 0
    var last: JobCursor?
    for place in places {
      if bytes > Limits.pageBytesMax {
        page.next = last
        break
      }
      last = place
      guard let job = try job(place.id) else { continue }
      bytes += job.shownBytes
      page.jobs.append(job)
    }
    return page
  }

  func detail(_ id: JobID) throws(StoreError) -> JobDetail? {
    guard let job = try job(id) else { return nil }
    let row = try connection.statement(SpecSQL.select, binding: id)
    let submitted = try row.step() ? SpecCoding.spec(from: row) : .unreadable
    row.reset()
    var (deadline, slotsNeeded): (Timestamp?, Int) = (nil, submitted.slotsNeeded)
    let hot = try connection.statement(ListSQL.row, binding: id)
    if try hot.step() {
      deadline = hot.optionalTime(ListedColumn.deadlineAt)
      slotsNeeded = hot.int(ListedColumn.weight)
      hot.reset()
    }
    return JobDetail(
      job, submitted: submitted, deadline: deadline, slotsNeeded: slotsNeeded, limit: try limitRule(id),
      unique: try uniqueRule(id), attempts: try attempts(id),
      callbacks: try CallbackReading.statuses(of: .job(id), on: connection),
      http: job.kind == .http ? try httpAnswer(id) : nil)
  }

  private func limitRule(_ id: JobID) throws(StoreError) -> LimitRule? {
    let row = try connection.statement(KeySQL.jobLimit, binding: id)
    guard try row.step() else { return nil }
    defer { row.reset() }
    return LimitRule(key: row.string(JobLimitColumn.key) ?? "", max: row.int(JobLimitColumn.max))
  }

  private func uniqueRule(_ id: JobID) throws(StoreError) -> UniqueRule? {
    let row = try connection.statement(KeySQL.jobUnique, binding: id)
    guard try row.step() else { return nil }
    defer { row.reset() }
    return UniqueRule(
      key: row.string(JobUniqueColumn.key) ?? "",
      onConflict: UniqueRule.Conflict(rawValue: row.int(JobUniqueColumn.onConflict)) ?? .reject,
      forMicros: row.optionalInt64(JobUniqueColumn.forMicros))
  }

  func states(_ ids: some Collection<JobID>) throws(StoreError) -> [JobID: JobState] {
    let row = try connection.statement(JobSQL.state)
    var states: [JobID: JobState] = [:]
    states.reserveCapacity(ids.count)
    for id in ids {
      row.bind(inOrder: id)
      if try row.step() {
        states[id] = try JobState.stored(row.onlyInt, of: id)
        row.reset()
      }
    }
    return states
  }

  func ends(_ ids: some Collection<JobID>) throws(StoreError) -> [JobID: JobEnd] {
    let row = try connection.statement(JobSQL.end)
    var ends: [JobID: JobEnd] = [:]
    ends.reserveCapacity(ids.count)
    for id in ids {
      row.bind(inOrder: id)
      guard try row.step() else { continue }
      ends[id] = JobEnd(
        state: try JobState.stored(row.int(JobEndColumn.state), of: id),
        finishedAt: row.optionalTime(JobEndColumn.finishedAt))
      row.reset()
    }
    return ends
  }

  /// - Parameter slotsTaken: by queue; only the writer knows it without a look at all that runs.
  func queues(slotsTaken: [Int64: Int]) throws(StoreError) -> [QueueStatus] {
    var counts: [Int64: [JobState: Int]] = [:]
    let countRow = try connection.statement(StoreSQL.counts)
    while try countRow.step() {
      let count = countRow.int(JobCountColumn.count)
      let state = try JobState.stored(countRow.int(JobCountColumn.state))
      if count > 0 { counts[countRow.int64(JobCountColumn.queueID), default: [:]][state] = count }
    }
    var queues: [(Int64, QueueStatus)] = []
    let row = try connection.statement(StoreSQL.queues)
    while try row.step() {
      let id = row.int64(QueueColumn.id)
      let name = row.string(QueueColumn.name) ?? ""
      var status = QueueStatus(name: name, settings: QueueSettings(row), counts: counts[id] ?? [:])
      status.pause = PauseReading.queue(row)?.pause(clockAhead: row.int64(QueueColumn.clockAhead))
      queues.append((id, status))
    }
    for index in queues.indices { queues[index].1.slotsUsed = slotsTaken[queues[index].0] ?? 0 }
    if queues.contains(where: { $0.1.counts[.queued] != nil }) {
      let lanes = try LaneReading(connection: connection).localLanes()
      for index in queues.indices where queues[index].1.counts[.queued] != nil {
        queues[index].1.headOfLineCreatedAt = try headOfLine(queues[index].0, lanes)
      }
    }
    return queues.map(\.1)
  }

  /// When the first in line of a queue was created: of all its lines, the oldest such job.
  private func headOfLine(_ queue: Int64, _ lanes: [String]) throws(StoreError) -> Timestamp? {
    var oldest: Int64?
    for sql in [StoreSQL.headOfLine, StoreSQL.headOfRemote] {
      let head = try connection.statement(sql, binding: queue)
      if let created = try Self.created(head) { oldest = min(oldest ?? created, created) }
    }
    for lane in lanes {
      let head = try connection.statement(StoreSQL.headOfLane, binding: queue, lane)
      if let created = try Self.created(head) { oldest = min(oldest ?? created, created) }
    }
    if oldest == nil { oldest = try Self.created(try connection.statement(StoreSQL.headOfParked, binding: queue)) }
    return oldest.map(Timestamp.init(micros:))
  }

  private static func created(_ head: SQLiteStatement) throws(StoreError) -> Int64? {
    guard try head.step() else { return nil }
    defer { head.reset() }
    return head.onlyInt64
  }
}
