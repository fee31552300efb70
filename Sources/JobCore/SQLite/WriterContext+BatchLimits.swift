// The limits of batches in time: wait_for over a gather, kept by the store, whoever waits.

extension WriterContext {
  /// Cancels batches whose time is up; at most twice `Limits.batchesOverdueMax`, the rest are due at once again.
  func promoteBatches() throws(StoreError) {
    let ids = try batches(BatchSQL.overdue, now) + batches(BatchSQL.outOfTime, terms.steady.now)
    // Their members follow in transactions of their own.
    for id in ids where setAside.takes(.batch(id)) {
      if try timeOut(id) { deferCancel(id, after: 0) }
      try Settlement.run(self)
      // Here, so that it is known what would break a rule.
      try flush()
      try flushBatches()
    }
  }

  private func batches(_ sql: NamedSQL, _ now: Timestamp) throws(StoreError) -> [Int64] {
    let statement = try statement(sql)
    statement.bind(1, now.micros)
    statement.bind(2, Limits.batchesOverdueMax + setAside.count)
    var ids: [Int64] = []
    while try statement.step() { ids.append(statement.int64(0)) }
    return ids
  }

  /// Marks the batch, if its time is up, so that none of its members starts.
  func timeOut(_ id: Int64) throws(StoreError) -> Bool {
    guard let batch = try batchMemory(id), batch.finishedAt == nil, !batch.isCancelRequested else { return false }
    let isOver = batch.deadline.map { $0 <= now } ?? false || batch.timeoutAt.map { $0 <= terms.steady.now } ?? false
    if !isOver { return false }
    ledger.batches[id]?.isTimedOut = true
    mark(id, reason: nil)
    return true
  }
}
