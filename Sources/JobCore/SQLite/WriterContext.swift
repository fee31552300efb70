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

  override func cutTimes(_ step: ClockSweep.Step, _ budget: inout Int) throws(StoreError) -> ClockSweep.Step? {
    try cut(step, &budget)
  }

  override func keepClockAhead() throws(StoreError) {
    try giveWay()
    try connection.statement(StoreSQL.setMeta, binding: SteadyTime.aheadName, ledger.times.clockAhead).run()
  }

  /// A statement that may read or change any row: what has been changed is written first, and what was read forgotten.
  func statement(_ sql: NamedSQL) throws(StoreError) -> SQLiteStatement {
    try giveWay()
    return try connection.statement(sql)
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
    (toldEnds, promisedWork) = ([], 0)
    commit = Commit()
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
    try Due.lookAhead(self)
    try Numbers.write(self)
    Queues.finish(self)
    try flush()
  }
}
