// Rows of `schedule`, `firing` and `schedule_stdin`.

/// Schedules, their due times and the input of their jobs.
struct SQLiteSchedules: SQLiteTable, ScheduleRows {
  let connection: SQLiteConnection

  func read(_ keys: [ScheduleKey], into found: inout LookedUp) throws(StoreError) {
    for key in keys {
      let row =
        switch key {
        case .id(let id): try connection.statement(ScheduleSQL.get, binding: id)
        case .name(let name): try connection.statement(ScheduleSQL.byName, binding: name)
        }
      defer { row.reset() }
      if try row.step() { found.schedules[key] = ScheduleReading.schedule(row) }
    }
  }

  func readFirings(_ keys: [FiringKey], into found: inout LookedUp) throws(StoreError) {
    for key in keys {
      let row = try connection.statement(ScheduleSQL.firing, binding: key.schedule, key.due)
      if try !row.allInt64().isEmpty { found.firings.insert(key) }
    }
  }

  func scheduleCount() throws(StoreError) -> (count: Int, highestID: Int64) {
    let row = try statement(ScheduleSQL.count)
    guard try row.step() else { return (0, 0) }
    defer { row.reset() }
    return (row.int(ScheduleCountColumn.count), row.int64(ScheduleCountColumn.highestID))
  }

  func clocks(after last: Int64, max: Int) throws(StoreError) -> [ScheduleClockRow] {
    let row = try connection.statement(ScheduleSQL.clocks, binding: last, max)
    var clocks: [ScheduleClockRow] = []
    while try row.step() { clocks.append(ScheduleReading.clock(row)) }
    return clocks
  }

  func filled(_ job: NewJob, of schedule: Int64) throws(StoreError) -> NewJob {
    var job = job
    try ScheduledInput.read(into: &job, schedule: schedule, on: connection)
    return job
  }

  // MARK: Writing

  func write(_ changes: [ScheduleChange]) throws(StoreError) {
    for change in changes {
      switch change {
      case .add(let schedule): try write(schedule, ScheduleSQL.insert, isWhole: true)
      case .replace(let schedule, _): try write(schedule, ScheduleSQL.replace, isWhole: true)
      case .update(let schedule), .passOver(let schedule): try write(schedule, ScheduleSQL.update, isWhole: false)
      case .aim(let id, let next, let fireAt):
        let statement = try statement(ScheduleSQL.aim)
        statement.bind(ScheduleColumn.id, id)
        statement.bind(ScheduleColumn.nextAt, next)
        statement.bind(ScheduleColumn.fireAt, fireAt)
        try statement.run()
      case .remove(let id):
        try connection.statement(ScheduleSQL.remove, binding: id).run()
      }
    }
  }

  private func write(_ row: ScheduleRow, _ sql: NamedSQL, isWhole: Bool) throws(StoreError) {
    let statement = try statement(sql)
    statement.bind(ScheduleColumn.id, row.id)
    if isWhole { row.bindGiven(to: statement) }
    row.bindChanging(to: statement)
    try statement.run()
  }

  func writeFirings(_ changes: [FiringChange]) throws(StoreError) {
    for change in changes {
      switch change {
      case .add(let schedule, let due, let job):
        try connection.statement(ScheduleSQL.insertFiring, binding: schedule, due, job).run()
      case .removeGone(let schedule, let last):
        try connection.statement(ScheduleSQL.pruneFirings, binding: schedule, last).run()
      }
    }
  }

  func writeInputs(_ changes: [ScheduleInputChange]) throws(StoreError) {
    for change in changes {
      try ScheduledInput.remove(schedule: change.schedule, on: connection)
      if let job = change.job { try ScheduledInput.store(job, schedule: change.schedule, on: connection) }
    }
  }
}

extension ScheduleRow {
  fileprivate func bindGiven(to statement: SQLiteStatement) {
    let spec = schedule.spec
    var (cron, every): (String?, Int64?) = (nil, nil)
    switch spec.timing {
    case .cron(let text): cron = text
    case .every(let micros): every = micros
    }
    statement.bind(ScheduleColumn.name, schedule.name)
    statement.bind(ScheduleColumn.cron, cron)
    statement.bind(ScheduleColumn.every, every)
    statement.bind(ScheduleColumn.timeZone, spec.timeZone)
    statement.bind(ScheduleColumn.job, ScheduleReading.encode(spec.job))
    statement.bind(ScheduleColumn.overlap, spec.overlap.rawValue)
    statement.bind(ScheduleColumn.catchUp, spec.catchUp.rawValue)
    statement.bind(ScheduleColumn.jitter, spec.jitterMicros)
    statement.bind(ScheduleColumn.createdAt, schedule.createdAt)
  }

  fileprivate func bindChanging(to statement: SQLiteStatement) {
    statement.bind(ScheduleColumn.isPaused, schedule.spec.isPaused)
    statement.bind(ScheduleColumn.updatedAt, schedule.updatedAt)
    statement.bind(ScheduleColumn.nextAt, schedule.nextAt)
    statement.bind(ScheduleColumn.lastAt, schedule.lastAt)
    statement.bind(ScheduleColumn.lastJob, schedule.lastJob?.value)
    statement.bind(ScheduleColumn.firedCount, schedule.firedCount)
    statement.bind(ScheduleColumn.skippedCount, schedule.skippedCount)
    statement.bind(ScheduleColumn.isDeleted, isDeleted)
    statement.bind(ScheduleColumn.fireAt, fireAt)
    statement.bind(ScheduleColumn.fault, schedule.refusal)
  }
}
