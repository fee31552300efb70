// Where the ledger and the rows part: nowhere, whatever has failed.

import TestSupport

@testable import JobCore

extension Transaction {
  /// What is remembered that the rows do not say, or the other way round; `nil` is nothing.
  func differenceFromRows() throws(StoreError) -> String? {
    try flush()
    let stored = Ledger(try LedgerReading(connection: connection).opening(now: now))
    if let difference = ledger.queues.difference(from: stored.queues) { return difference }
    if let difference = ledger.limits.difference(from: stored.limits) { return difference }
    for (kind, series) in [
      ("job", \Numbers.jobs), ("batch", \Numbers.batches), ("callback", \Numbers.callbacks),
    ] {
      let (last, written) = (ledger.numbers[keyPath: series], stored.numbers[keyPath: series].last)
      if !last.isChanged && last.last != written { return "\(kind) \(last.last) is the last one, not \(written)" }
    }
    if ledger.backlog.settlementCount != stored.backlog.settlementCount { return "\(ledger.backlog)" }
    for (lane, queues) in stored.claims.lanes.all where !queues.isSubset(of: ledger.claims.lanes[lane] ?? []) {
      return "nobody looks at \(lane) in \(queues)"
    }
    return try batchDifference()
  }

  private func batchDifference() throws(StoreError) -> String? {
    // What this transaction has changed of batches is written at its end.
    for batch in ledger.batches.all where !ledger.batches.changed.contains(batch.id) {
      let row = try connection.statement(BatchSQL.select)
      row.bind(BatchColumn.id, batch.id)
      guard try row.step() else { return "batch \(batch.id) is remembered and not there" }
      let (stored, _) = try BatchReading.row(row, on: connection)
      row.reset()
      if stored != batch { return "batch is \(batch), not \(stored)" }
    }
    return nil
  }
}

extension QueueBook {
  fileprivate func difference(from stored: QueueBook) -> String? {
    // Counts that this transaction has changed are written at its end.
    let areWritten = queues.before.allSatisfy { id, before in queues[id]?.counts == before?.counts }
    let queued = areWritten ? stored.queuedCount : all.reduce(0) { $0 + $1.queuedCount }
    if queuedCount != queued { return "\(queuedCount) are queued, not \(queued)" }
    if count != stored.count { return "there are \(count) queues, not \(stored.count)" }
    for queue in all {
      guard id(of: queue.name) == queue.id, var row = stored[queue.id] else { return "\(queue) is not there" }
      // A bucket that nobody has taken from is brought up to date in memory alone.
      row.bucket = queue.bucket
      if !areWritten { row.counts = queue.counts }
      if row != queue { return "queue is \(queue), not \(row)" }
    }
    return nil
  }
}

extension LimitBook {
  fileprivate func difference(from stored: LimitBook) -> String? {
    if live != stored.live { return "keys are \(live), not \(stored.live)" }
    for limit in live.values where !changed.all.contains(limit.id) {
      let isAdmitted = limit.lines.values.allSatisfy {
        $0.admitted <= limit.permits && ($0.parked == 0 || $0.admitted == limit.permits)
      }
      if !isAdmitted { return "nobody looks at \(limit)" }
    }
    return nil
  }

  /// Keys that somebody has, with their lines that are not empty.
  private var live: [Int64: LimitMemory] {
    var live: [Int64: LimitMemory] = [:]
    for var limit in all where limit.references > 0 {
      limit.lines = limit.lines.filter { $0.value != LimitMemory.Line() }
      live[limit.id] = limit
    }
    return live
  }
}
