// A transaction on the bench, over rows in memory and without a writer: rules are called one by one, and what they have
// done is looked at before it is written.

import TestSupport

@testable import JobCore

/// One transaction after another, each of which stays open until the test says that it ends.
final class TransactionBench {
  let clock = ManualClock()
  let rows: MemoryRows
  let tx: Transaction
  /// What its commits have left for transactions of their own, until `goOn`.
  private(set) var deferred: [DeferredWork] = []

  /// A store with the first queue in it; its first transaction has begun.
  init(workMax: Int64 = Limits.transactionWorkMax, numbers: IssuedNumbers? = nil) {
    rows = MemoryRows(MemoryDisk())
    var ledger = Ledger()
    for queue in rows.tables.queues.values { ledger.queues.add(queue) }
    ledger.commit()
    let terms = Terms(
      boot: 1, startedAt: clock.now(), clock: clock, keepForMicros: StoreBench.keepForMicros, lanes: StoreKind.lanes,
      workMax: workMax, numbers: numbers)
    tx = Transaction(rows: rows, terms: terms, ledger: ledger)
    begin()
  }

  /// The next one begins, when the clock says that it is.
  func begin() {
    tx.ledger.begin()
    rows.begin()
    tx.begin(asked: [nil])
    tx.course.budget.before = tx.work
  }

  /// What follows is settled, all is written, and the next one begins; returns what is told.
  @discardableResult
  func commit() throws(StoreError) -> Commit {
    try Settlement.run(tx)
    try Shown.finish(tx)
    try tx.finish()
    rows.commit()
    tx.ledger.commit()
    tx.forgetRows()
    let after = tx.after.take()
    deferred += after.deferred
    begin()
    return after.commit
  }

  /// Nothing of it is written, and the next one begins.
  func fail() {
    rows.rollBack()
    tx.takeBack()
    begin()
  }

  /// Does what has been left for transactions of its own, until nothing is; returns how many there were.
  @discardableResult
  func goOn() throws(StoreError) -> Int {
    var count = 0
    while true {
      let left = deferred + tx.after.take().deferred
      deferred = []
      if left.isEmpty { return count }
      for work in left {
        try work.run(tx)
        try commit()
      }
      count += left.count
    }
  }
}

extension TransactionBench {
  func insert(_ job: NewJob = .noop()) throws(StoreError) -> JobID {
    try Submit.one(job, tx).id
  }

  /// Inserts a job that is the only one ready, and starts it.
  func start(_ job: NewJob = .noop()) throws -> ClaimedJob {
    let id = try insert(job)
    let started = try claimOne()
    if started.id != id { throw Unexpected(what: "job \(started.id) was claimed, not \(id)") }
    return started
  }

  /// Starts the first job that is ready.
  func claimOne() throws -> ClaimedJob {
    let claimed = Noted<[ClaimedJob]>([])
    let answer = try Claim.ask(ClaimRoom(slots: 1), order: 1, tx) { jobs in claimed.change { $0 = jobs } }
    answer()
    guard let job = claimed.value.first else { throw Unexpected(what: "nothing was ready") }
    return job
  }

  /// What is decided of an attempt that ends now.
  func transition(_ job: ClaimedJob, _ outcome: Outcome) -> Transition {
    Completion.decide(
      job, AttemptEnd(outcome: outcome, finishedAt: clock.now()), isCancelRequested: false, chance: 0.5,
      keepForMicros: StoreBench.keepForMicros)
  }

  /// As this transaction has it.
  func row(_ id: JobID) throws -> JobRow {
    guard let row = try tx.job(id) else { throw Unexpected(what: "there is no job \(id)") }
    return row
  }
}
