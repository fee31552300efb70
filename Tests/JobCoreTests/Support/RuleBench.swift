// Transactions over rows in memory, without a writer: what a rule does by itself, and nothing that follows its commit.

import TestSupport

@testable import JobCore

/// One transaction after another; a test calls rules in them as a verb would.
final class RuleBench {
  let clock = ManualClock()
  let tx: Transaction
  /// What is asked of the rows.
  let asked: CountedRows
  private let rows: MemoryRows
  /// What the last commit told.
  private(set) var told = Commit()
  /// What it has left for transactions of their own.
  private(set) var deferred: [DeferredWork] = []

  init(
    slots: Int = Limits.slotsMax, workMax: Int64 = Limits.transactionWorkMax,
    standing: @escaping @Sendable (String) -> SubmitterStanding = { _ in .unchanged }
  ) {
    rows = MemoryRows(MemoryDisk())
    asked = CountedRows(rows)
    var ledger = Ledger()
    ledger.queues.add(QueueMemory(id: 1, name: "default"))
    let terms = Terms(
      boot: 1, startedAt: clock.now(), clock: clock, keepForMicros: StoreBench.keepForMicros, slotsTotal: slots,
      lanes: StoreKind.lanes, workMax: workMax, standing: standing)
    tx = Transaction(rows: asked, terms: terms, ledger: ledger)
  }

  /// Runs `body` in a transaction of its own, and what follows from it.
  @discardableResult
  func run<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
    tx.ledger.begin()
    do {
      rows.begin()
      tx.begin(asked: [clock.now()])
      tx.course.budget.before = tx.work
      let value = try body(tx)
      try Settlement.run(tx)
      try Shown.finish(tx)
      try tx.finish()
      rows.commit()
      tx.ledger.commit()
      tx.forgetRows()
      let after = tx.after.take()
      (told, deferred) = (after.commit, after.deferred)
      return value
    } catch {
      rows.rollBack()
      tx.takeBack()
      throw error
    }
  }

  // MARK: Short verbs

  func insert(_ jobs: [NewJob]) throws -> [JobID] {
    try run { tx in
      guard case .created(let jobs, _) = try Submit.jobs(jobs, idempotency: nil, tx) else {
        throw Unexpected(what: "the submission was refused")
      }
      return jobs.map(\.id)
    }
  }

  @discardableResult
  func insert(_ job: NewJob = .noop()) throws -> JobID {
    try insert([job])[0]
  }

  /// What a claim of this daemon is given at once.
  func claim(_ slots: Int = 1) throws -> [ClaimedJob] {
    try claim(ClaimRoom(slots: slots))
  }

  func claim(_ room: ClaimRoom) throws -> [ClaimedJob] {
    let given = Noted<[ClaimedJob]>([])
    let answer = try run { tx in
      let answer = try Claim.ask(room, order: 0, tx) { jobs in given.change { $0 = jobs } }
      tx.ledger.claims.parked = nil
      return answer
    }
    answer()
    return given.value
  }

  /// Inserts a job and claims it; nothing else may be ready.
  func start(_ job: NewJob = .noop()) throws -> ClaimedJob {
    let id = try insert(job)
    guard let claimed = try claim(job.slotsNeeded).first, claimed.id == id else {
      throw Unexpected(what: "job \(id) was not claimed")
    }
    return claimed
  }

  func end(_ job: ClaimedJob, _ outcome: Outcome = .exited(code: 0)) throws {
    let end = AttemptEnd(outcome: outcome, finishedAt: clock.now())
    let transition = Completion.decide(job, end, isCancelRequested: false, chance: 0.5)
    let isLive = try run { tx in try Apply.end(transition, tx) }
    if !isLive { throw Unexpected(what: "the end of job \(job.id) is stale") }
  }

  func setQueue(_ name: String = "default", _ change: (inout QueueSettings) -> Void) throws {
    var settings = QueueSettings()
    change(&settings)
    try run { tx in _ = try Queues.set(name, QueueChange(settings), tx) }
  }

  // MARK: Rows, as they were last written

  /// A queue as it is remembered.
  func queue(_ name: String = "default") throws -> QueueMemory {
    guard let id = tx.ledger.queues.id(of: name), let queue = tx.ledger.queues[id] else {
      throw Unexpected(what: "there is no queue \(name)")
    }
    return queue
  }

  func row(_ id: JobID) throws -> JobRow {
    guard let row = rows.tables.jobs[id] else { throw Unexpected(what: "there is no job \(id)") }
    return row
  }

  func state(_ id: JobID) throws -> JobState {
    try row(id).state
  }

  func lease(_ id: JobID) -> LeaseRow? {
    rows.tables.leases[id]
  }
}
