// The writer's side of a transaction: its connection, its memory, and what the commit will tell. The verbs are
// extensions, one file each.

/// What the verbs work on; confined to the writer's queue.
final class WriterContext {
  let connection: SQLiteConnection
  /// This boot's number; see `Fence.boot`.
  let boot: Int64
  let keepForMicros: Int64
  var memory: WriterMemory
  var commit = Commit()
  /// The clock reading of the verb that runs; a claim that rides along takes it over.
  var now = Timestamp(micros: 0)
  /// This transaction looked at what is due: the alarm has rung, and has to be set again in any case.
  var hasPromoted = false
  /// The claim that waits for work, if one does.
  var parkedClaim: ParkedClaim?
  /// The waiting claim may take more than when it last looked.
  var isClaimRevised = false

  struct ParkedClaim {
    var limit: Int
    let answer: @Sendable ([ClaimedJob]) -> Void
  }

  init(connection: SQLiteConnection, boot: Int64, keepForMicros: Int64, memory: WriterMemory) {
    self.connection = connection
    self.boot = boot
    self.keepForMicros = keepForMicros
    self.memory = memory
  }

  func statement(_ sql: NamedSQL) throws(StoreError) -> SQLiteStatement {
    try connection.statement(sql)
  }

  /// Undoes the open transaction. Should even that fail, SQLite undoes it at the next BEGIN's failure or at reopening:
  /// nothing was committed, which is all its caller relies on.
  func rollBack() {
    do throws(StoreError) { try statement(StoreSQL.rollback).run() } catch {}
  }

  /// Keeps memory and the commit's news in step with a change of a job's state that has just been written.
  func noteMove(
    _ id: JobID, queue: Int64, from: JobState?, to: JobState, reason: Reason?, attempt: Int, due: Timestamp? = nil,
    at now: Timestamp
  ) {
    memory.count(queue: queue, from: from, to: to)
    if to == .queued || (from == .running && memory.queues[queue]?.settings.slots != nil) { memory.hasNewWork = true }
    if to.isTimed { memory.noteDue(due) }
    if let from, from.isTimed { memory.isNextDueStale = true }
    commit.events.append(
      JobEvent(
        job: id, queue: memory.queues[queue]?.name ?? "", state: to, reason: reason, attempt: attempt, at: now))
  }

  /// The facts a verb decides on, or `nil` if there is no such job.
  func facts(_ id: JobID) throws(StoreError) -> JobFacts? {
    let statement = try statement(JobSQL.facts)
    statement.bind(1, id.value)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return JobFacts(
      state: try JobState.stored(statement.int(0)), queue: statement.int64(1),
      flags: JobFlags(rawValue: statement.int64(2)), attempt: statement.int(3), maxAttempts: statement.int(4),
      starts: statement.int(5), boot: statement.optionalInt64(6), runAt: statement.optionalInt64(7),
      deadlineAt: statement.optionalInt64(8), priority: statement.int(10))
  }

  /// When a job that ends at `now` is removed.
  func expiry(of id: JobID, endingAt now: Timestamp) throws(StoreError) -> Timestamp {
    let statement = try statement(SpecSQL.keepFor)
    statement.bind(1, id.value)
    var keepFor = keepForMicros
    if try statement.step() {
      keepFor = statement.optionalInt64(0) ?? keepForMicros
      statement.reset()
    }
    return now.advanced(byMicros: keepFor)
  }

  /// Writes what the transaction changed in memory; the last step before COMMIT.
  func flush() throws(StoreError) {
    if memory.isNextDueStale {
      memory.nextDue = try readNextDue()
      memory.isNextDueStale = false
    }
    if memory.isLastJobIDDirty {
      let statement = try statement(StoreSQL.setMeta)
      statement.bind(1, "last_job_id")
      statement.bind(2, memory.lastJobID)
      try statement.run()
      memory.isLastJobIDDirty = false
    }
    if memory.dirtyCounts.isEmpty { return }
    let statement = try statement(StoreSQL.setCount)
    for key in memory.dirtyCounts {
      statement.bind(1, key.queue)
      statement.bind(2, key.state)
      statement.bind(3, memory.queues[key.queue]?.counts[key.state] ?? 0)
      try statement.run()
    }
    memory.dirtyCounts.removeAll(keepingCapacity: true)
  }

  private func readNextDue() throws(StoreError) -> Timestamp? {
    var next: Int64?
    for sql in [JobSQL.nextDue, JobSQL.nextDeadline] {
      let statement = try statement(sql)
      if try statement.step() {
        if let moment = statement.optionalInt64(0) { next = min(next ?? moment, moment) }
        statement.reset()
      }
    }
    return next.map(Timestamp.init(micros:))
  }
}

/// The hot row of a job, as far as verbs decide on it.
struct JobFacts {
  let state: JobState
  let queue: Int64
  let flags: JobFlags
  let attempt: Int
  let maxAttempts: Int
  let starts: Int
  let boot: Int64?
  let runAt: Int64?
  let deadlineAt: Int64?
  let priority: Int
}

extension JobState {
  /// The state with this number; a number that is none means the file is damaged.
  static func stored(_ number: Int) throws(StoreError) -> JobState {
    guard let state = JobState(rawValue: number) else {
      throw .corrupt(statement: "job.state", message: "\(number) is not a state")
    }
    return state
  }
}
