// Rows of `batch`, and the members of batches.

/// Batches, and which jobs are in them.
struct SQLiteBatches: SQLiteTable {
  let connection: SQLiteConnection

  /// - Returns: those whose counts could not be read.
  func read(_ ids: Set<Int64>, into found: inout WorkingSet) throws(StoreError) -> [Int64] {
    var recounted: [Int64] = []
    let statement = try statement(BatchSQL.select)
    for id in ids {
      statement.bind(BatchColumn.id, id)
      guard try statement.step() else {
        found.found(nil, batch: id)
        continue
      }
      let (row, isRecounted) = try BatchReading.row(statement, on: connection)
      if isRecounted { recounted.append(id) }
      found.found(row, batch: id)
      statement.reset()
    }
    return recounted
  }

  func write(_ changes: [BatchChange]) throws(StoreError) {
    for change in changes {
      switch change {
      case .add(let row):
        let statement = try statement(BatchSQL.insert)
        row.bindGiven(to: statement)
        row.bindChanging(to: statement)
        try statement.run()
      case .set(let row):
        let statement = try statement(BatchSQL.update)
        statement.bind(BatchColumn.id, row.id)
        row.bindChanging(to: statement)
        try statement.run()
      case .remove(let id):
        let statement = try statement(BatchSQL.delete)
        statement.bind(BatchColumn.id, id)
        try statement.run()
      }
    }
  }

  func firstEnded(of batch: Int64, as states: [JobState]) throws(StoreError) -> JobID? {
    var first: (at: Int64, id: Int64)?
    for state in states {
      let row = try connection.statement(BatchSQL.firstEnded, binding: batch, state.rawValue)
      guard try row.step() else { continue }
      let found = (row.int64(MemberEndColumn.finishedAt), row.int64(MemberEndColumn.id))
      row.reset()
      if first.map({ found < $0 }) ?? true { first = found }
    }
    return first.map { JobID($0.id) }
  }
}

extension BatchRow {
  fileprivate func bindGiven(to statement: SQLiteStatement) {
    statement.bind(BatchColumn.id, id)
    statement.bind(BatchColumn.name, name)
    statement.bind(BatchColumn.isFailFast, isFailFast)
    statement.bind(BatchColumn.staysOpen, staysOpen)
    statement.bind(BatchColumn.createdAt, createdAt)
    statement.bind(BatchColumn.submittedBy, submittedBy)
    statement.bind(BatchColumn.hasCallbacks, hasCallbacks)
  }

  fileprivate func bindChanging(to statement: SQLiteStatement) {
    statement.bind(BatchColumn.isOpen, isOpen)
    statement.bind(BatchColumn.isCancelRequested, isCancelRequested)
    statement.bind(BatchColumn.counts, BatchReading.encode(counts))
    statement.bind(BatchColumn.firstFailure, firstFailure)
    statement.bind(BatchColumn.finishedAt, finishedAt)
    statement.bind(BatchColumn.cancelReason, cancelReason)
    statement.bind(BatchColumn.expiresAt, expiresAt)
    statement.bind(BatchColumn.deadlineAt, deadline)
    statement.bind(BatchColumn.isTimedOut, isTimedOut)
    statement.bind(BatchColumn.firstError, firstError)
    statement.bind(BatchColumn.timeoutAt, timeoutAt)
  }
}
