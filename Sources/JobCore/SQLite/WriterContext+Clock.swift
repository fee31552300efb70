// The times of callbacks and answers after the clock was set back, over SQL.

extension WriterContext {
  func cut(_ step: ClockSweep.Step, _ budget: inout Int) throws(StoreError) -> ClockSweep.Step? {
    switch step {
    case .leases, .pauses, .schedules: nil
    case .callbacks(let last, let id): try cutCallbacks(after: last, id, &budget) ?? .answers
    case .answers: try cutAnswers(&budget) ?? .schedules(after: 0)
    }
  }

  private func cutCallbacks(
    after last: Timestamp, _ lastID: Int64, _ budget: inout Int
  ) throws(StoreError) -> ClockSweep.Step? {
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
  private func cutAnswers(_ budget: inout Int) throws(StoreError) -> ClockSweep.Step? {
    let statement = try statement(AnswerSQL.cut)
    statement.bind(inOrder: now, budget)
    let count = try statement.runCounting()
    let isWhole = count < budget
    budget -= count
    return isWhole ? nil : .answers
  }
}
