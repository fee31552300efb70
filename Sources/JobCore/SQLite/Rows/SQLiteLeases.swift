// Rows of `lease`, and what is left of one in `attempt`.

/// Leases of attempts elsewhere.
struct SQLiteLeases: SQLiteTable {
  let connection: SQLiteConnection

  func read(_ ids: [JobID], into found: inout WorkingSet) throws(StoreError) {
    let row = try statement(LeaseSQL.get)
    for id in ids {
      row.bind(LeaseColumn.jobID, id.value)
      if try row.step() {
        found.found(LeaseRow(row), lease: id)
        row.reset()
      } else {
        found.found(nil, lease: id)
      }
    }
  }

  func write(_ changes: [LeaseChange]) throws(StoreError) {
    for change in changes {
      switch change {
      case .add(let row):
        let statement = try statement(LeaseSQL.insert)
        row.bindEvery(to: statement)
        try statement.run()
      case .set(let row, let was):
        let isRenewal = row.isRenewal(of: was)
        let statement = try statement(isRenewal ? LeaseSQL.renew : LeaseSQL.update)
        if isRenewal { row.bindRenewing(to: statement) } else { row.bindChanging(to: statement) }
        try statement.run()
      case .remove(let id): try run(LeaseSQL.delete, id)
      }
    }
  }

  /// A lease that ran out while nobody could renew it has some time left, at a start.
  func extend(until moment: Timestamp) throws(StoreError) {
    var page: [JobID] = []
    repeat {
      let last = page.last ?? JobID(0)
      page = try connection.statement(LeaseSQL.page, binding: last, Limits.clockSweepMax).allInt64().map { JobID($0) }
      var found = WorkingSet()
      try read(page, into: &found)
      for row in page.compactMap({ found.leases[$0] ?? nil }) {
        if let extended = row.extended(until: moment) { try write([.set(extended, was: row)]) }
      }
    } while page.count == Limits.clockSweepMax
  }

  // MARK: What is left of them

  func readEndMarks(_ fences: [Fence], into found: inout WorkingSet) throws(StoreError) {
    let row = try statement(LeaseSQL.endMark)
    for fence in fences {
      row.bind(EndMarkColumn.jobID, fence.job.value)
      row.bind(EndMarkColumn.start, fence.start)
      if try row.step() {
        found.found(row.bytes(EndMarkColumn.endMark), endMark: fence)
        row.reset()
      } else {
        found.found(nil, endMark: fence)
      }
    }
  }

  func writeEndMarks(_ marks: [EndMark]) throws(StoreError) {
    let statement = try statement(LeaseSQL.setEndMark)
    for mark in marks {
      statement.bind(EndMarkColumn.jobID, mark.fence.job.value)
      statement.bind(EndMarkColumn.start, mark.fence.start)
      statement.bind(EndMarkColumn.endMark, mark.bytes)
      try statement.run()
    }
  }
}

extension LeaseRow {
  fileprivate init(_ row: SQLiteStatement) {
    self.init(
      job: JobID(row.int64(LeaseColumn.jobID)), secret: row.string(LeaseColumn.secret) ?? "",
      micros: row.optionalInt64(LeaseColumn.lease), beganAt: row.time(LeaseColumn.beganAt),
      expiresAt: row.optionalTime(LeaseColumn.expiresAt), timeoutAt: row.optionalTime(LeaseColumn.timeoutAt),
      deadline: row.optionalTime(LeaseColumn.deadlineAt), stop: Stop(row), isTouched: row.bool(LeaseColumn.isTouched),
      worker: row.string(LeaseColumn.worker), claimedBy: row.string(LeaseColumn.claimedBy))
  }

  fileprivate func bindEvery(to statement: SQLiteStatement) {
    bindChanging(to: statement)
    statement.bind(LeaseColumn.secret, secret)
    statement.bind(LeaseColumn.lease, micros)
    statement.bind(LeaseColumn.worker, worker)
    statement.bind(LeaseColumn.claimedBy, claimedBy)
  }

  fileprivate func bindChanging(to statement: SQLiteStatement) {
    bindRenewing(to: statement)
    statement.bind(LeaseColumn.beganAt, beganAt)
    statement.bind(LeaseColumn.timeoutAt, timeoutAt)
    statement.bind(LeaseColumn.deadlineAt, deadline)
    statement.bind(LeaseColumn.stopCause, stop?.cause.rawValue)
    statement.bind(LeaseColumn.stopReason, stop?.reason)
    statement.bind(LeaseColumn.toldAt, stop?.toldAt)
    statement.bind(LeaseColumn.endAt, stop?.endAt)
  }

  fileprivate func bindRenewing(to statement: SQLiteStatement) {
    statement.bind(LeaseColumn.jobID, job.value)
    statement.bind(LeaseColumn.expiresAt, expiresAt)
    statement.bind(LeaseColumn.wakeAt, wakeAt)
    statement.bind(LeaseColumn.isTouched, isTouched)
  }
}

extension LeaseRow.Stop {
  fileprivate init?(_ row: SQLiteStatement) {
    guard let cause = row.optionalInt(LeaseColumn.stopCause).flatMap(StopCause.init(rawValue:)),
      let toldAt = row.optionalTime(LeaseColumn.toldAt), let endAt = row.optionalTime(LeaseColumn.endAt)
    else { return nil }
    self.init(cause: cause, reason: row.string(LeaseColumn.stopReason), toldAt: toldAt, endAt: endAt)
  }
}
