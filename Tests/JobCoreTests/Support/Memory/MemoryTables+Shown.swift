// What people are shown, from tables in dictionaries.

@testable import JobCore

extension MemoryTables {
  /// Those of `ids` that exist, in the order given.
  func jobs(_ ids: [JobID]) throws(StoreError) -> [Job] {
    var found: [Job] = []
    for id in ids { if let job = try job(id) { found.append(job) } }
    return found
  }

  func job(_ id: JobID) throws(StoreError) -> Job? {
    guard let row = jobs[id] else { return nil }
    var job = Job(record(row))
    job.parents = parents(of: id).map { ParentLink($0) }
    if row.flags.contains(.hasChildren) {
      job.children = children(of: .job(id)).prefix(Limits.childrenShownMax).map(\.child)
    }
    if let (start, report) = progress[id], start == row.starts { job.progress = report }
    if row.state == .skipped { job.cause = try .skipped(job.parents) { jobs[$0]?.state } }
    return job
  }

  private func record(_ row: JobRow) -> JobRecord {
    let (spec, last) = (specs[row.id], attempts[row.id]?[row.starts])
    return JobRecord(
      id: row.id, state: row.state, reason: row.reason, flags: row.flags, kind: row.kind,
      work: spec.map { ShownWork(cutting: $0.work) } ?? .none, queue: queue(of: row), priority: row.priority,
      attempt: row.attempt, maxAttempts: row.maxAttempts, starts: row.starts,
      createdAt: row.createdAt, runAt: row.runAt, startedAt: row.startedAt, finishedAt: row.finishedAt, pid: row.pid,
      batch: row.batch.map { BatchID($0) }, schedule: schedule(of: row), name: spec?.name, tags: spec?.tags ?? [:],
      submittedBy: spec?.submittedBy, cancelReason: cancelReasons[row.id],
      rev: row.rev, waitingSince: row.sinceAt,
      last: JobRecord.LastAttempt(
        exitCode: last?.exitCode, signal: last?.signal, failure: last?.failure, pid: last?.pid,
        log: last?.log ?? LogSummary()))
  }

  func labels(of id: JobID) -> EventLabels? {
    guard let row = jobs[id] else { return nil }
    let spec = specs[id]
    return EventLabels(
      name: spec?.name, tags: spec?.tags ?? [:],
      command: spec.flatMap { CommandText.line(ShownWork(cutting: $0.work)) },
      schedule: schedule(of: row), queue: queue(of: row))
  }

  func attempt(_ start: JobStart) -> EventAttempt {
    let ended = attempts[start.job]?[start.start]
    let report = progress[start.job].flatMap { $0.start == start.start ? $0.report : nil }
    return EventAttempt(exit: AttemptExit(code: ended?.exitCode, signal: ended?.signal), progress: report)
  }

  func queue(of row: JobRow) -> String { queues[row.queue]?.name ?? "" }
  private func schedule(of row: JobRow) -> String? { row.schedule.flatMap { schedules[$0]?.schedule.name } }

  func detail(_ id: JobID) throws(StoreError) -> JobDetail? {
    guard let row = jobs[id], let job = try job(id) else { return nil }
    let spec = specs[id] ?? .unreadable
    let history = (attempts[id] ?? [:]).first()
    return JobDetail(
      job, submitted: spec.asRead, deadline: row.deadline, slotsNeeded: row.weight, limit: spec.limit,
      unique: spec.unique, attempts: history.suffix(Limits.attemptsShownMax).map { Attempt($0) },
      callbacks: callbacks(of: .job(id)).map(\.status), http: history.last { $0.http != nil }?.http)
  }

  // MARK: Lists

  /// The first jobs behind a place, and one more to say whether that was all.
  func page(
    _ filter: JobFilter, _ order: JobOrder, limit: Int, after last: JobCursor?
  ) throws(StoreError) -> [JobCursor] {
    var places: [JobCursor] = []
    for row in jobs.values {
      if filter != JobFilter(), let job = try job(row.id) {
        let batch = job.batch.flatMap { batches[$0.value]?.name }
        if !filter.matches(job) || !filter.hasText(job, batch: batch) { continue }
      }
      switch order {
      case .newest, .oldest: places.append(JobCursor(id: row.id, priority: 0))
      case .priority where row.state == .queued:
        places.append(JobCursor(id: row.id, priority: row.priority, moment: row.readyAt))
      case .finished:
        if let end = row.finishedAt { places.append(JobCursor(id: row.id, priority: 0, moment: end.micros)) }
      case .priority: break
      }
    }
    let behind = places.filter { place in last.map { order.place($0) < order.place(place) } ?? true }
    return Array(behind.sorted { order.place($0) < order.place($1) }.prefix(limit + 1))
  }

  /// By name. The first in line of a queue is the oldest of those at the heads of its lines.
  func statuses(slotsTaken: [Int64: Int]) -> [QueueStatus] {
    queues.values.sorted { $0.name < $1.name }.map { queue in
      let counts = zip(JobState.allCases, queue.counts).filter { $0.1 > 0 }
      var status = QueueStatus(
        name: queue.name, settings: queue.settings, counts: Dictionary(uniqueKeysWithValues: counts))
      let queued = inLine { $0.queue == queue.id }
      let lines = Dictionary(grouping: queued.filter { !$0.isParked }) {
        Lane.isRemote($0.lane) ? Lane.remoteExecutor : $0.lane
      }
      status.headOfLineCreatedAt = lines.values.compactMap(\.first?.createdAt).min() ?? queued.first?.createdAt
      status.slotsUsed = slotsTaken[queue.id] ?? 0
      if queue.settings.isPaused { status.pause = queue.pause?.pause(clockAhead: clockAhead) ?? .unknown }
      return status
    }
  }
}

extension Attempt {
  fileprivate init(_ row: AttemptRow) {
    self.init(
      attempt: row.attempt, start: row.start, startedAt: row.startedAt, finishedAt: row.finishedAt,
      outcome: row.outcome, exitCode: row.exitCode, signal: row.signal, failure: row.failure, pid: row.pid,
      stdoutBytes: row.log.stdoutBytes, stderrBytes: row.log.stderrBytes, isLogTruncated: row.log.isTruncated)
  }
}

extension ShownWork {
  /// As much of it as is read.
  fileprivate init(cutting work: Work) {
    func cut(_ bytes: [UInt8]) -> [UInt8] { Array(bytes.prefix(ShownWorkSQL.bytesMax)) }
    switch work {
    case .exec(let argv):
      let bytes = SpecCoding.encode(argv)
      self.init(argv: cut(bytes), of: bytes.count)
    case .shell(let command): self.init(shell: cut(Array(command.utf8)), of: command.utf8.count)
    case .http, .handler, .external: self.init(work)
    }
  }
}

extension JobOrder {
  fileprivate func place(_ job: JobCursor) -> (Int, Int64, Int64) {
    switch self {
    case .oldest: (0, 0, job.id.value)
    case .newest: (0, 0, -job.id.value)
    case .priority: (-job.priority, job.moment, job.id.value)
    case .finished: (0, -job.moment, -job.id.value)
    }
  }
}
