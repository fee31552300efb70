// A clock that was set, found out by the first transaction after that, or maybe while nobody ran. Steady time goes on, and
// it is kept how far the clock is ahead of it. What is reckoned by a clock that was set back is cut (Policy/ClockPolicy), a
// bounded number of rows in each of as many transactions as it takes.

/// Where the looking through of stored times has come to.
enum ClockSweep: Sendable {
  /// Only at a start: while a daemon lives they are in steady time.
  case leases(after: Int64)
  case pauses
  case callbacks(after: Timestamp, id: Int64)
  case answers
  case schedules(after: Int64)
}

extension WriterContext {
  /// First in every transaction.
  func lookAtClock() {
    let reading = terms.clock.now()
    let last = ledger.times.lastReading
    ledger.times.lastReading = reading
    noteAhead()
    if let last, !ClockPolicy.wasSetBack(from: last, to: reading) { return }
    setAside.lookAgain()
    ledger.times.isNextDueStale = true
    for queue in ledger.queues.all where queue.bucket.map({ $0.at > reading }) ?? false {
      ledger.queues[queue.id]?.refill(now: reading)
    }
    if ledger.times.nextToken != nil || ledger.times.nextRemoteToken != nil {
      (ledger.times.nextToken, ledger.times.nextRemoteToken) = (nil, nil)
      ledger.claims.news.noteRoom()
    }
    // In transactions of its own: on a full disk it waits, and holds nobody up.
    deferSweep(last == nil ? .leases(after: 0) : .pauses)
  }

  /// Whoever sets the clock does not change what lasts so long, only what the clock shows when that is over.
  private func noteAhead() {
    let ahead = terms.steady.ahead
    let (change, isFar) = ahead.subtractingReportingOverflow(ledger.times.clockAhead)
    if change.magnitude < Limits.clockBackMicrosMin && !isFar { return }
    ledger.times.clockAhead = ahead
    ledger.times.isNextDueStale = true
    // For the next start; on a full disk it waits.
    later { context throws(StoreError) in
      let statement = try context.statement(StoreSQL.setMeta)
      statement.bind(1, SteadyTime.aheadName)
      statement.bind(2, context.ledger.times.clockAhead)
      try statement.run()
    }
  }

  private func deferSweep(_ sweep: ClockSweep) {
    later { context throws(StoreError) in
      var next: ClockSweep? = sweep
      var budget = Limits.clockSweepMax
      while let step = next, budget > 0 { next = try context.sweep(step, &budget) }
      if let next { context.deferSweep(next) }
    }
  }

  private func sweep(_ sweep: ClockSweep, _ budget: inout Int) throws(StoreError) -> ClockSweep? {
    switch sweep {
    case .leases(let last): try cutLeases(after: last, &budget, now: terms.steady.now) ?? .pauses
    case .pauses: try cutPauses(&budget) ?? .callbacks(after: now, id: .max)
    case .callbacks(let last, let id): try cutCallbacks(after: last, id, &budget) ?? .answers
    case .answers: try cutAnswers(&budget) ?? .schedules(after: 0)
    case .schedules(let last): try cutSchedules(after: last, &budget)
    }
  }

  // MARK: Attempts elsewhere

  private func cutLeases(after last: Int64, _ budget: inout Int, now: Timestamp) throws(StoreError) -> ClockSweep? {
    let statement = try statement(LeaseSQL.ids)
    statement.bind(1, last)
    statement.bind(2, budget)
    var ids: [JobID] = []
    while try statement.step() { ids.append(JobID(statement.int64(0))) }
    for id in ids {
      guard let row = try lease(id) else { continue }
      let cut = row.cut(now: now)
      if !cut.hasTimes(of: row) { try write(cut, of: id) }
    }
    let isWhole = ids.count < budget
    budget -= ids.count
    return isWhole ? nil : ids.last.map { .leases(after: $0.value) }
  }

  private func write(_ row: LeaseRow, of id: JobID) throws(StoreError) {
    let statement = try statement(LeaseSQL.cut)
    statement.bind(1, id.value)
    statement.bind(2, row.beganAt.micros)
    statement.bind(3, row.expiresAt?.micros)
    statement.bind(4, row.timeoutAt?.micros)
    statement.bind(5, row.stop?.toldAt.micros)
    statement.bind(6, row.stop?.endAt.micros)
    statement.bind(7, row.wakeAt?.micros)
    try statement.run()
    ledger.times.isNextDueStale = true
  }

  // MARK: Pauses

  /// Those that began at a time that has not been yet: before retries, and of jobs that were put off.
  private func cutPauses(_ budget: inout Int) throws(StoreError) -> ClockSweep? {
    let statement = try statement(JobSQL.pauses)
    statement.bind(1, now.micros)
    statement.bind(2, budget)
    var rows: [(id: Int64, runAt: Timestamp, pausedAt: Timestamp)] = []
    while try statement.step() {
      rows.append(
        (statement.int64(0), Timestamp(micros: statement.int64(1)), Timestamp(micros: statement.int64(2))))
    }
    let update = try self.statement(JobSQL.cutPause)
    for row in rows {
      update.bind(1, row.id)
      update.bind(2, ClockPolicy.cut(row.runAt, begunAt: row.pausedAt, now: now).micros)
      // From now on, also for the next who looks.
      update.bind(3, now.micros)
      try update.run()
      ledger.times.isNextDueStale = true
    }
    let isWhole = rows.count < budget
    budget -= rows.count
    return isWhole ? nil : .pauses
  }

  private func cutCallbacks(
    after last: Timestamp, _ lastID: Int64, _ budget: inout Int
  ) throws(StoreError) -> ClockSweep? {
    let statement = try statement(CallbackSQL.ahead)
    statement.bind(1, last.micros)
    statement.bind(2, lastID)
    statement.bind(3, budget)
    var rows: [(id: Int64, tries: Int, nextAt: Timestamp)] = []
    while try statement.step() {
      rows.append((statement.int64(0), statement.int(1), Timestamp(micros: statement.int64(2))))
    }
    let update = try self.statement(CallbackSQL.setNextAt)
    for row in rows {
      let longest = CallbackPolicy.pauseMicrosMax(after: row.tries)
      let nextAt = ClockPolicy.cut(row.nextAt, lasting: longest, now: now)
      if nextAt == row.nextAt { continue }
      update.bind(1, row.id)
      update.bind(2, nextAt.micros)
      try update.run()
      commit.noteCallback(nextAt)
    }
    let isWhole = rows.count < budget
    budget -= rows.count
    return isWhole ? nil : rows.last.map { .callbacks(after: $0.nextAt, id: $0.id) }
  }

  /// Answers to idempotency keys age from now on.
  private func cutAnswers(_ budget: inout Int) throws(StoreError) -> ClockSweep? {
    let statement = try statement(AnswerSQL.cut)
    statement.bind(inOrder: now, budget)
    let count = try statement.runCounting()
    let isWhole = count < budget
    budget -= count
    return isWhole ? nil : .answers
  }

  // MARK: Schedules

  private func cutSchedules(
    after last: Int64, _ budget: inout Int
  ) throws(StoreError) -> ClockSweep? {
    let (first, most) = (last, budget)
    let rows = try search { rows throws(StoreError) in try rows.clocks(after: first, max: most) }
    for row in rows { try ScheduleAim.again(row, self) }
    let isWhole = rows.count < budget
    budget -= rows.count
    return isWhole ? nil : rows.last.map { .schedules(after: $0.id) }
  }
}
