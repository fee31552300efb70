// Rows to jobs: one job, one page, the ids behind a filter. Works on a reading connection inside one transaction.

/// The reads of the store, on one connection.
struct JobReading {
  let connection: SQLiteConnection

  func job(_ id: JobID) throws(StoreError) -> Job? {
    let row = try connection.statement(ListSQL.job)
    row.bind(1, id.value)
    guard try row.step() else { return nil }
    var job = try self.job(id, row)
    let flags = JobFlags(rawValue: row.int64(5))
    row.reset()
    if flags.contains(.hasParents) { job.parents = try parents(id) }
    if flags.contains(.hasChildren) { job.children = try children(id) }
    if flags.contains(.hasProgress) { job.progress = try progress(id, start: job.starts) }
    if job.state == .skipped { job.failure = try skippedFor(job) }
    return job
  }

  private func job(_ id: JobID, _ row: SQLiteStatement) throws(StoreError) -> Job {
    let flags = JobFlags(rawValue: row.int64(5))
    let state = try JobState.stored(row.int(1))
    let hasEnded = state != .running
    let reason = row.optionalInt(14).flatMap(Reason.init(rawValue:))
    let attemptFailure = row.string(20).map { JobFailure(code: $0, message: row.string(21) ?? "") }
    return Job(
      id: id, givenName: row.string(15), kind: JobKind(rawValue: row.int(4)) ?? .handler, queue: row.string(2) ?? "",
      priority: row.int(3), state: state, reason: reason,
      attempt: row.int(6), maxAttempts: row.int(7), starts: row.int(8), createdAt: Timestamp(micros: row.int64(9)),
      runAt: row.optionalInt64(10).map(Timestamp.init(micros:)),
      startedAt: row.optionalInt64(11).map(Timestamp.init(micros:)),
      finishedAt: row.optionalInt64(12).map(Timestamp.init(micros:)),
      pid: hasEnded ? row.optionalInt32(22) : row.optionalInt32(13), exitCode: row.optionalInt32(18),
      signal: row.optionalInt32(19),
      failure: Self.failure(state, reason, attemptFailure, flags, cancelReason: row.string(26)),
      isCancelRequested: flags.contains(.cancelRequested), isShielded: flags.contains(.shielded),
      tags: SpecCoding.dictionary(row.bytes(16)), submittedBy: row.string(17), hasResult: flags.contains(.hasResult),
      log: LogSummary(
        stdoutBytes: row.int64(23), stderrBytes: row.int64(24), isTruncated: row.int(25) != 0),
      batch: row.optionalInt64(27).map { BatchID($0) }, schedule: row.string(28),
      isTimedOut: state == .failed && (reason == .timeout || reason == .expired) || flags.contains(.timedOut),
      isUnseenFailure: state == .failed && !flags.contains(.seen))
  }

  func parents(_ id: JobID) throws(StoreError) -> [ParentLink] {
    let row = try connection.statement(EdgeSQL.parents)
    row.bind(1, id.value)
    row.bind(2, Limits.childrenShownMax)
    return try EdgeReading.links(row)
  }

  private func progress(_ id: JobID, start: Int) throws(StoreError) -> Progress? {
    let row = try connection.statement(ProgressSQL.get)
    row.bind(1, id.value)
    row.bind(2, start)
    guard try row.step() else { return nil }
    defer { row.reset() }
    return Progress(
      stored: row.optionalDouble(0), row.optionalInt64(1), row.optionalInt64(2), row.string(3),
      at: Timestamp(micros: row.int64(4)))
  }

  private func children(_ id: JobID) throws(StoreError) -> [JobID] {
    let row = try connection.statement(EdgeSQL.children)
    row.bind(1, id.value)
    row.bind(2, Limits.childrenShownMax)
    var children: [JobID] = []
    while try row.step() { children.append(JobID(row.int64(0))) }
    return children
  }

  /// Names the parent that decided it; that one may have ended otherwise since, by a retry.
  private func skippedFor(_ job: Job) throws(StoreError) -> JobFailure {
    guard let link = job.parents.first(where: { $0.isMet == false }) else {
      return JobFailure(code: "dependency", message: "a condition on its parents can no longer be met")
    }
    let wanted = "this job waited for its \(link.on.name)"
    switch link.parent {
    case .batch(let id): return JobFailure(code: "dependency", message: "batch \(id) did not end so; \(wanted)")
    case .job(let id):
      let row = try connection.statement(JobSQL.state)
      row.bind(1, id.value)
      var fate = "has been deleted"
      if try row.step() {
        fate = "is \(try JobState.stored(row.int(0)).name)"
        row.reset()
      }
      return JobFailure(code: "dependency", message: "job \(id) \(fate); \(wanted)")
    }
  }

  /// What a job that ended outside of an attempt has to say for itself; else what its last attempt says.
  private static func failure(
    _ state: JobState, _ reason: Reason?, _ attempt: JobFailure?, _ flags: JobFlags, cancelReason: String?
  ) -> JobFailure? {
    switch (state, reason) {
    case (.cancelled, _): JobFailure(code: "cancelled", message: cancelReason ?? "cancelled on request")
    case (.failed, .expired): JobFailure(code: "expired", message: "its deadline passed before it could start")
    case (.failed, .timeout) where flags.contains(.hasNoTime):
      JobFailure(code: "timeout", message: "it was given no time, so it was not started")
    default: attempt
    }
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

  func detail(_ id: JobID) throws(StoreError) -> JobDetail? {
    guard let job = try job(id) else { return nil }
    let row = try connection.statement(SpecSQL.select)
    row.bind(1, id.value)
    guard try row.step() else { return nil }
    var spec = try SpecCoding.spec(from: row)
    row.reset()
    spec.queue = job.queue
    spec.priority = job.priority
    spec.isShielded = job.isShielded
    spec.batch = job.batch
    spec.after = job.parents.map { Dependency($0.parent, on: $0.on) }
    spec.limit = try limitRule(id)
    spec.unique = try uniqueRule(id)
    spec.holds = job.state == .held
    spec.start = job.runAt.map(StartRule.at) ?? .now
    let hot = try connection.statement(ListSQL.row)
    hot.bind(1, id.value)
    if try hot.step() {
      spec.deadline = hot.optionalInt64(5).map(Timestamp.init(micros:))
      spec.slotsNeeded = hot.int(9)
      hot.reset()
    }
    var detail = JobDetail(job: job, spec: spec, attempts: try attempts(job), callbacks: try callbacks(id))
    if job.kind == .http { detail.http = try httpAnswer(id) }
    return detail
  }

  private func callbacks(_ id: JobID) throws(StoreError) -> [CallbackStatus] {
    let row = try connection.statement(CallbackSQL.ofOwner)
    row.bind(1, id.value)
    row.bind(2, EndedParent.Kind.job.rawValue)
    return try CallbackReading.statuses(row)
  }

  private func limitRule(_ id: JobID) throws(StoreError) -> LimitRule? {
    let row = try connection.statement(KeySQL.jobLimit)
    row.bind(1, id.value)
    guard try row.step() else { return nil }
    defer { row.reset() }
    return LimitRule(key: row.string(0) ?? "", max: row.int(1))
  }

  private func uniqueRule(_ id: JobID) throws(StoreError) -> UniqueRule? {
    let row = try connection.statement(KeySQL.jobUnique)
    row.bind(1, id.value)
    guard try row.step() else { return nil }
    defer { row.reset() }
    return UniqueRule(
      key: row.string(0) ?? "", onConflict: UniqueRule.Conflict(rawValue: row.int(1)) ?? .reject,
      forMicros: row.optionalInt64(2))
  }

  func states(_ ids: some Collection<JobID>) throws(StoreError) -> [JobID: JobState] {
    let row = try connection.statement(JobSQL.state)
    var states: [JobID: JobState] = [:]
    states.reserveCapacity(ids.count)
    for id in ids {
      row.bind(1, id.value)
      if try row.step() {
        states[id] = try JobState.stored(row.int(0))
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
      row.bind(1, id.value)
      guard try row.step() else { continue }
      ends[id] = JobEnd(
        state: try JobState.stored(row.int(0)), finishedAt: row.optionalInt64(1).map(Timestamp.init(micros:)))
      row.reset()
    }
    return ends
  }

  /// - Parameter slotsUsed: by queue; only the writer knows it without a look at all that runs.
  func queues(slotsUsed: [Int64: Int]) throws(StoreError) -> [QueueStatus] {
    var counts: [Int64: [JobState: Int]] = [:]
    let countRow = try connection.statement(StoreSQL.counts)
    while try countRow.step() {
      let count = countRow.int(2)
      if count > 0 { counts[countRow.int64(0), default: [:]][try JobState.stored(countRow.int(1))] = count }
    }
    var queues: [(Int64, QueueStatus)] = []
    let row = try connection.statement(StoreSQL.queues)
    while try row.step() {
      let settings = Self.settings(row)
      queues.append(
        (
          row.int64(0),
          QueueStatus(
            name: row.string(1) ?? "", settings: settings, counts: counts[row.int64(0)] ?? [:])
        ))
    }
    for index in queues.indices { queues[index].1.noteSlotsUsed(slotsUsed[queues[index].0] ?? 0) }
    if queues.contains(where: { $0.1.counts[.queued] != nil }) {
      let lanes = try LaneReading(connection: connection).localLanes()
      for index in queues.indices where queues[index].1.counts[.queued] != nil {
        queues[index].1.headOfLineCreatedAt = try headOfLine(queues[index].0, lanes)
      }
    }
    return queues.map(\.1)
  }

  /// When the first in line of a queue was created: of all its lines, the oldest such job.
  func headOfLine(_ queue: Int64, _ lanes: [String]) throws(StoreError) -> Timestamp? {
    var oldest: Int64?
    for sql in [StoreSQL.headOfLine, StoreSQL.headOfRemote] {
      if let created = try created(sql, queue, lane: nil) { oldest = min(oldest ?? created, created) }
    }
    for lane in lanes {
      if let created = try created(StoreSQL.headOfLane, queue, lane: lane) { oldest = min(oldest ?? created, created) }
    }
    if oldest == nil { oldest = try created(StoreSQL.headOfParked, queue, lane: nil) }
    return oldest.map(Timestamp.init(micros:))
  }

  private func created(_ sql: NamedSQL, _ queue: Int64, lane: String?) throws(StoreError) -> Int64? {
    let head = try connection.statement(sql)
    head.bind(1, queue)
    if let lane { head.bind(2, lane) }
    guard try head.step() else { return nil }
    defer { head.reset() }
    return head.int64(0)
  }

  static func settings(_ row: SQLiteStatement) -> QueueSettings {
    var settings = QueueSettings()
    settings.slots = row.optionalInt(2)
    settings.isPaused = row.int(3) != 0
    settings.maxQueued = row.optionalInt(4)
    if let count = row.optionalInt(5), let per = row.optionalInt64(6) {
      settings.rate = StartRate(count: count, perMicros: per, burst: row.optionalInt(7))
    }
    settings.agingMicros = row.optionalInt64(8)
    settings.defaultTimeoutMicros = row.optionalInt64(9)
    return settings
  }
}

extension QueueStatus {
  /// - Parameter weight: what its running jobs need. One that needs more slots than the queue has takes all of them; of a
  ///   queue whose slots were made fewer, more jobs may run than it has.
  fileprivate mutating func noteSlotsUsed(_ weight: Int) {
    slotsUsed = min(weight, max(settings.slots ?? .max, counts[.running] ?? 0))
  }
}
