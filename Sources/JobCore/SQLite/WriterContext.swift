// The writer's side of a transaction: its connection, its memory, and what the commit will tell. The verbs are
// extensions, one file each.

/// What the verbs over SQL work on; confined to the writer's queue.
final class WriterContext: Transaction {
  private let sqlite: SQLiteRows
  /// Replaced when the disk has failed; see `StoreHandles`.
  var connection: SQLiteConnection {
    get { sqlite.connection }
    set { sqlite.connection = newValue }
  }
  /// Jobs that this transaction has let start as they were submitted.
  var startsAtOnce: StartsAtOnce?
  init(
    rows sqlite: SQLiteRows, boot: Int64, startedAt: Timestamp, clock: any WallClock, keepForMicros: Int64,
    slotsTotal: Int = Limits.slotsMax, lanes: LaneMap = .open, graceMicros: Int64 = Limits.graceMicrosDefault,
    attemptLog: @escaping @Sendable (Fence) -> LogSummary = { _ in LogSummary() }, numbers: IssuedNumbers? = nil,
    workMax: Int64 = Limits.transactionWorkMax, ledger: Ledger, through rows: (any Rows) -> any Rows = { $0 }
  ) {
    self.sqlite = sqlite
    let terms = Terms(
      boot: boot, startedAt: startedAt, keepForMicros: keepForMicros, slotsTotal: slotsTotal, lanes: lanes,
      graceMicros: graceMicros, clock: clock,
      steady: SteadyTime(clock, start: startedAt, ahead: ledger.times.clockAhead), workMax: workMax, numbers: numbers,
      attemptLog: attemptLog)
    super.init(rows: rows(sqlite), terms: terms, ledger: ledger)
  }

  /// A transaction begins: all that these do has one moment.
  func begin(_ group: some Sequence<StoreOperation>) {
    forgetRows()
    setAside.begin()
    moments.begin(group.lazy.map(\.askedAt))
  }

  override func insertFollowUps(_ followUps: [FollowUp], of id: JobID) throws(StoreError) {
    try submit(followUps, of: id)
  }

  override func stopLease(
    of job: JobRow, _ cause: StopCause, reason: String?, graceMicros: Int64?
  ) throws(StoreError) {
    try stopLease(job.id, job, cause, reason: reason, graceMicros: graceMicros)
  }

  override func limitLease(of id: JobID, timeoutMicros: Int64?, deadline: Timestamp?) throws(StoreError) {
    try limitLease(id, timeoutMicros: timeoutMicros, deadline: deadline)
  }

  override func leaseBegan(of id: JobID) throws(StoreError) -> Timestamp? {
    try lease(id)?.beganAt
  }

  override func holderToReturn(for job: NewJob) throws(StoreError) -> Job? {
    try holderToReturn(job)
  }

  override func insert(_ job: NewJob, of schedule: Int64) throws(StoreError) -> Job {
    try insertOne(job, schedule: schedule)
  }

  override func sayLimit(_ rule: LimitRule) throws(StoreError) {
    _ = try limitID(rule)
  }

  override func limitKey(ofEnded id: JobID) throws(StoreError) -> Int64? {
    try limitID(ofEnded: id)
  }

  override func queue(named name: String) -> Int64 {
    queueID(name)
  }

  /// A statement that may read or change any row: what has been changed is written first, and what was read forgotten.
  func statement(_ sql: NamedSQL) throws(StoreError) -> SQLiteStatement {
    try giveWay()
    return try connection.statement(sql)
  }

  /// Work over SQL for a transaction of its own, after this one.
  func later(_ run: @escaping @Sendable (WriterContext) throws(StoreError) -> Void) {
    deferred.append(
      DeferredWork { tx throws(StoreError) in
        if let context = tx as? WriterContext { try run(context) }
      })
  }

  /// Reads whole jobs, as they are now.
  var reading: JobReading {
    get throws(StoreError) {
      try flush()
      return JobReading(connection: connection)
    }
  }

  /// A statement whose one parameter is a job.
  func run(_ sql: NamedSQL, _ id: JobID) throws(StoreError) {
    let statement = try statement(sql)
    statement.bind(1, id.value)
    try statement.run()
  }

  /// Forgets what a failed transaction noted, at the price of what it touched.
  func forgetTransaction() {
    ledger.rollBack()
    forgetRows()
    scans.removeAll()
    newSlotsUsed = [:]
    agenda = Agenda()
    batchesWithRemoved = []
    deferred = []
    startsAtOnce = nil
    commit = Commit()
  }

  /// What became ready after its turn in this transaction gets a transaction of its own: nobody else may come by. Each
  /// of them makes something start or end, so that there is a last one.
  ///
  /// External jobs always do, so that on a full disk they hold up nobody but themselves.
  func deferLateWork() throws(StoreError) {
    if ledger.backlog.settlementCount > setAside.settlements.count && !ledger.backlog.isSettlementPlanned {
      ledger.backlog.isSettlementPlanned = true
      deferred.append(DeferredWork { context throws(StoreError) in try Settlement.goOn(context) })
    }
    if ledger.isDraining { return }
    if ledger.claims.news.hasExternalNews {
      // Those of a limit key that has room again become ready by this.
      try admitLimits()
      ledger.claims.news.hasExternalNews = false
      if ledger.claims.lanes[Lane.external] != nil {
        later { context throws(StoreError) in try context.startExternals() }
      }
    }
    if ledger.backlog.hasLimitsLeft {
      ledger.backlog.hasLimitsLeft = false
      // Whoever wants jobs looks at the next keys then; if nobody does, they wait for who comes.
      deferred.append(DeferredWork { tx throws(StoreError) in tx.ledger.claims.news.noteRoom() })
    } else if ledger.claims.isAwaitedWorkLeft {
      deferred.append(DeferredWork { _ throws(StoreError) in })
    }
  }

  func takeDeferred() -> [DeferredWork] {
    defer { deferred = [] }
    return deferred
  }

  /// The facts a verb decides on, or `nil` if there is no such job.
  func facts(_ id: JobID) throws(StoreError) -> JobRow? {
    try job(id)
  }

  /// Writes what the transaction changed in memory; the last step before COMMIT.
  func finish() throws(StoreError) {
    // Before the look at what is due next, which is in their rows too.
    try GivenBack.forget(self)
    try BatchExpiry.settleRemoved(self)
    Batches.write(self)
    if ledger.times.isNextDueStale {
      ledger.times.nextDue = setAside.alarm(try readNextDue())
      ledger.times.isNextDueStale = false
    }
    try Numbers.write(self)
    try flushTokens()
    try flush()
    if ledger.queues.changedCounts.isEmpty { return }
    let statement = try statement(StoreSQL.setCount)
    for key in ledger.queues.changedCounts {
      if key.state == JobState.running.rawValue { newSlotsUsed[key.queue] = ledger.queues[key.queue]?.slotsUsed ?? 0 }
      statement.bind(1, key.queue)
      statement.bind(2, key.state)
      statement.bind(3, ledger.queues[key.queue]?.counts[key.state] ?? 0)
      try statement.run()
    }
    ledger.queues.forgetChangedCounts()
  }

  private func readNextDue() throws(StoreError) -> Timestamp? {
    let timesOfDay = try earliest([
      JobSQL.nextDue, JobSQL.nextDeadline, ScheduleSQL.nextFire, LeaseSQL.nextDeadline, BatchSQL.nextDeadline,
    ])
    let steadyTimes = try earliest([LeaseSQL.next, BatchSQL.nextTimeout])
    return [timesOfDay, steadyTimes.map(terms.steady.wall)].compactMap(\.self).min()
  }

  private func earliest(_ statements: [NamedSQL]) throws(StoreError) -> Timestamp? {
    var next: Int64?
    for sql in statements {
      let statement = try statement(sql)
      if try statement.step() {
        if let moment = statement.optionalInt64(0) { next = min(next ?? moment, moment) }
        statement.reset()
      }
    }
    return next.map(Timestamp.init(micros:))
  }
}
