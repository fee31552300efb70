// The cutting of what was reckoned by a clock that was set back (Policy/ClockPolicy): a bounded number of rows in each of
// as many transactions as it takes.

/// The looking through of stored times.
enum ClockSweep {
  /// Where it has come to.
  enum Step: Sendable {
    /// Only at a start: while a daemon lives they are in steady time.
    case leases(after: JobID)
    case pauses(after: RowMoment?)
    case callbacks(after: RowMoment)
    case answers
    case schedules(after: Int64)
  }

  static func begin(isStart: Bool, _ tx: Transaction) {
    goOn(isStart ? .leases(after: JobID(0)) : .pauses(after: nil), tx)
  }

  private static func goOn(_ step: Step, _ tx: Transaction) {
    tx.after.deferred.append(
      DeferredWork { tx throws(StoreError) in
        var next: Step? = step
        var budget = Limits.clockSweepMax
        while let step = next, budget > 0 { next = try run(step, &budget, tx) }
        if let next { goOn(next, tx) }
      })
  }

  /// Returns the next step; `nil` if it was the last.
  private static func run(_ step: Step, _ budget: inout Int, _ tx: Transaction) throws(StoreError) -> Step? {
    switch step {
    case .leases(let last): try cutLeases(after: last, &budget, tx) ?? .pauses(after: nil)
    case .pauses(let last): try cutPauses(after: last, &budget, tx) ?? .callbacks(after: behindNow(tx))
    case .callbacks(let last): try cutCallbacks(after: last, &budget, tx) ?? .answers
    case .answers: try cutAnswers(&budget, tx) ?? .schedules(after: 0)
    case .schedules(let last): try aimSchedules(after: last, &budget, tx)
    }
  }

  private static func behindNow(_ tx: Transaction) -> RowMoment { RowMoment(at: tx.now, id: .max) }

  private static func ahead(
    _ kind: MomentKind, after last: RowMoment, max: Int, _ tx: Transaction
  ) throws(StoreError) -> [RowMoment] {
    try tx.search { rows throws(StoreError) in
      try rows.times.moments(kind, after: last, by: Timestamp(micros: .max), max: max)
    }
  }

  private static func cutLeases(after last: JobID, _ budget: inout Int, _ tx: Transaction) throws(StoreError) -> Step? {
    let most = budget
    let found = try tx.search { rows throws(StoreError) in
      try rows.upkeep.numbers(.leases, after: last.value, max: most)
    }
    let jobs = found.map { JobID($0) }
    try tx.readAhead(Wants(leases: jobs))
    for job in jobs {
      guard let row = try Leases.row(of: job, tx) else { continue }
      let cut = row.cut(now: tx.terms.steady.now)
      if cut.hasTimes(of: row) { continue }
      Leases.change(cut, from: row, tx)
      tx.ledger.times.isNextDueStale = true
    }
    budget -= jobs.count
    return jobs.count < most ? nil : jobs.last.map { .leases(after: $0) }
  }

  /// Those that began at a time that has not been yet: before retries, and of jobs that were put off.
  private static func cutPauses(
    after last: RowMoment?, _ budget: inout Int, _ tx: Transaction
  ) throws(StoreError) -> Step? {
    let most = budget
    let pauses = try ahead(.jobPause, after: last ?? behindNow(tx), max: most, tx)
    let jobs = pauses.map { JobID($0.id) }
    try tx.readAheadOfTurn(Wants(jobs: jobs))
    for job in jobs {
      // One that cannot be read stays as it is, and holds up none of the others.
      do throws(StoreError) { try cut(job, tx) } catch {
        guard case .unreadable = error else { throw error }
      }
    }
    budget -= pauses.count
    return pauses.count < most ? nil : .pauses(after: pauses.last)
  }

  private static func cut(_ id: JobID, _ tx: Transaction) throws(StoreError) {
    try tx.change(id) { job in
      // Time has gone on since it was found.
      guard let pausedAt = job.pausedAt, pausedAt > tx.now else { return }
      job.runAt = job.runAt.map { ClockPolicy.cut($0, begunAt: pausedAt, now: tx.now) }
      // From now on, also for the next who looks.
      job.pausedAt = tx.now
    }
    tx.ledger.times.isNextDueStale = true
  }

  private static func cutCallbacks(
    after last: RowMoment, _ budget: inout Int, _ tx: Transaction
  ) throws(StoreError) -> Step? {
    let most = budget
    let found = try ahead(.callback, after: last, max: most, tx)
    let owners = try tx.search { rows throws(StoreError) in try rows.look(Wants(owners: found.map(\.id))) }.owners
    try Callbacks.readAhead(Array(Set(owners.values)), tx)
    for callback in found {
      if let owner = owners[callback.id] { try cut(callback.id, of: owner, tx) }
    }
    budget -= found.count
    return found.count < most ? nil : found.last.map { .callbacks(after: $0) }
  }

  private static func cut(_ callback: Int64, of owner: Parent, _ tx: Transaction) throws(StoreError) {
    let all = try Callbacks.of(owner, tx)
    guard let status = all.first(where: { $0.id == callback })?.status, let dueAt = status.nextAt else { return }
    let nextAt = ClockPolicy.cut(dueAt, lasting: CallbackPolicy.pauseMicrosMax(after: status.tries), now: tx.now)
    if nextAt == dueAt { return }
    Callbacks.change(all, of: owner, tx) { other in
      if other.id == callback { other.status.nextAt = nextAt }
    }
    tx.after.commit.noteCallback(nextAt)
  }

  /// Answers to idempotency keys age from now on.
  private static func cutAnswers(_ budget: inout Int, _ tx: Transaction) throws(StoreError) -> Step? {
    let most = budget
    let keys = try tx.search { rows throws(StoreError) in try rows.times.answers(after: tx.now, max: most) }
    for key in keys { tx.changes.redatedAnswers.append((key, tx.now)) }
    budget -= keys.count
    return keys.count < most ? nil : .answers
  }

  private static func aimSchedules(
    after last: Int64, _ budget: inout Int, _ tx: Transaction
  ) throws(StoreError) -> Step? {
    let most = budget
    let rows = try tx.search { rows throws(StoreError) in try rows.schedules.clocks(after: last, max: most) }
    for row in rows { try ScheduleAim.again(row, tx) }
    budget -= rows.count
    return rows.count < most ? nil : rows.last.map { .schedules(after: $0.id) }
  }
}
