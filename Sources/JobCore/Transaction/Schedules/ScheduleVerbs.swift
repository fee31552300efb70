// Setting schedules, pausing and removing them, and submitting their jobs out of turn.

/// The verbs on schedules.
enum ScheduleVerbs {
  static func set(
    _ name: String, _ spec: NewSchedule, over seen: Timestamp? = nil, _ tx: Transaction
  ) throws(StoreError) -> ScheduleVerdict {
    let old = try ScheduleRow.look(.name(name), tx)
    let isNew = old?.isDeleted ?? true
    if let seen, isNew || old?.schedule.updatedAt != seen { return .lookAgain }
    // Looked at here once more: somebody else may have set it in the meantime.
    if !isNew, let limits = spec.job.limits, let job = old?.schedule.spec.job {
      if job.fault != nil || limits.breach(by: job) != nil { return .hidden }
    }
    if let fault = QueueUser.fault(in: spec.job, path: "job.", tx) { return .invalid([fault]) }
    if old == nil, try !hasRoom(tx) { return .tooMany }
    // An interval counts on from where it began, unless it is another one now.
    let keepsAnchor = !isNew && old?.schedule.spec.timing == spec.timing
    let createdAt = keepsAnchor ? old?.schedule.createdAt ?? tx.now : tx.now
    // One that was removed is somebody else's business, perhaps: nothing of it goes over but its name.
    let before = isNew ? nil : old?.schedule
    guard let next = ScheduleAim.clock(spec, anchor: createdAt, tx)?.next(after: tx.now) else { return .never }
    let schedule = Schedule(
      name: name, spec: owned(spec, tx), createdAt: createdAt, updatedAt: tx.now, nextAt: spec.isPaused ? nil : next,
      lastAt: before?.lastAt, lastJob: before?.lastJob, firedCount: before?.firedCount ?? 0,
      skippedCount: before?.skippedCount ?? 0)
    let id: Int64
    if let old { id = old.id } else { id = try count(tx).highestID + 1 }
    var row = ScheduleRow(id: id, schedule: schedule)
    row.aim()
    tx.changes.schedules.append(old == nil ? .add(row) : .replace(row, old: before))
    tx.changes.scheduleInputs.append(ScheduleInputChange(schedule: id, job: spec.job))
    tx.ledger.times.isNextDueStale = true
    return .done(schedule)
  }

  /// Who may not use all of the daemon has been let into a queue as the user that it has: what they leave there runs as
  /// nobody else later, and as jobd least of all, when the queue has none any more. What the owner sets follows its queue.
  private static func owned(_ spec: NewSchedule, _ tx: Transaction) -> NewSchedule {
    var spec = spec
    if spec.job.limits != nil { QueueUser.keep(in: &spec.job, tx) }
    return spec
  }

  private static func hasRoom(_ tx: Transaction) throws(StoreError) -> Bool {
    try Firings.removeSchedules(tx)
    return try count(tx).count < Limits.scheduleCountMax
  }

  private static func count(_ tx: Transaction) throws(StoreError) -> (count: Int, highestID: Int64) {
    try tx.search { rows throws(StoreError) in try rows.schedules.scheduleCount() }
  }

  /// `nil` if there is no such schedule.
  static func setPaused(_ name: String, _ isPaused: Bool, _ tx: Transaction) throws(StoreError) -> Schedule? {
    guard var row = try ScheduleRow.look(.name(name), tx), !row.isDeleted else { return nil }
    if row.schedule.spec.isPaused != isPaused {
      row.schedule.spec.isPaused = isPaused
      row.schedule.updatedAt = tx.now
      (row.schedule.nextAt, row.fireAt) = (nil, nil)
      if !isPaused {
        if let clock = ScheduleAim.clock(row.schedule.spec, anchor: row.schedule.createdAt, tx) {
          row.schedule.nextAt = clock.next(after: tx.now)
          row.aim()
        } else {
          row.schedule.nextAt = tx.now
          row.fireAt = ScheduleAim.noteBroken(name, row.schedule.clockFault ?? "", tx)
        }
      }
      tx.changes.schedules.append(.update(row))
      tx.ledger.times.isNextDueStale = true
    }
    row.schedule.spec.job = try filled(row.schedule.spec.job, of: row.id, tx)
    return row.schedule
  }

  /// `false` if there is no such schedule.
  static func delete(_ name: String, _ tx: Transaction) throws(StoreError) -> Bool {
    guard var row = try ScheduleRow.look(.name(name), tx), !row.isDeleted else { return false }
    row.isDeleted = true
    (row.schedule.nextAt, row.fireAt) = (nil, nil)
    tx.changes.schedules.append(.update(row))
    tx.changes.scheduleInputs.append(ScheduleInputChange(schedule: row.id, job: nil))
    try Firings.removeSchedules(tx)
    tx.ledger.times.isNextDueStale = true
    return true
  }

  /// Submits the job of a schedule out of turn.
  static func run(_ name: String, _ tx: Transaction) throws(StoreError) -> InsertAnswer? {
    guard var row = try ScheduleRow.look(.name(name), tx), !row.isDeleted else { return nil }
    var job = row.schedule.spec.job
    if job.fault != nil {
      return .refused(.invalid([FieldFault(field: "job", detail: "cannot be read: set the schedule again")], index: 0))
    }
    if let fault = try SchedulerRights.apply(to: &job, tx) {
      return .refused(.invalid([FieldFault(field: "job", detail: fault)], index: 0))
    }
    if let refusal = try Admissible.check([job], tx) { return .refused(refusal) }
    if let holder = try Submit.holderToReturn(job, tx) { return .created([holder], existing: [holder.id]) }
    var inserted = try Submit.one(try filled(job, of: row.id, tx), schedule: row.id, tx)
    inserted.schedule = name
    row.schedule.lastJob = inserted.id
    row.aim()
    row.note(nil, tx)
    tx.changes.schedules.append(.update(row))
    return .created([inserted], existing: [])
  }

  // MARK: Rows

  /// Its job, with what that reads.
  private static func filled(_ job: NewJob, of id: Int64, _ tx: Transaction) throws(StoreError) -> NewJob {
    try tx.search { rows throws(StoreError) in try rows.schedules.filled(job, of: id) }
  }
}
