// What schedules do when they are due: a firing inserts its job and moves the schedule on in one transaction, so that each
// due time fires once, whatever becomes of the daemon or of the clock.

/// The firing of schedules.
enum Fire {
  /// Fires what is due; what is more than one transaction takes is due at once again.
  static func due(_ tx: Transaction) throws(StoreError) {
    let ids = try tx.search { rows throws(StoreError) in
      try rows.times.due(.schedule, by: tx.now, max: Limits.scheduleFireBatchMax + tx.course.setAside.count)
    }
    for id in ids where !tx.isPieceDone && tx.course.setAside.takes(.schedule(id)) {
      guard let row = try ScheduleRow.look(.id(id), tx), row.hasCome(.schedule, by: tx.now) else { continue }
      try fire(row, tx)
      // Here, so that it is known what would break a rule.
      try tx.flush()
    }
  }

  private static func fire(_ row: ScheduleRow, _ tx: Transaction) throws(StoreError) {
    var row = row
    let spec = row.schedule.spec
    // It neither fires nor leaves anything out, and is asked for once more in a moment.
    if let next = row.schedule.nextAt, SchedulerRights.areUnknown(spec.job, tx) {
      let look = tx.now.advanced(byMicros: Limits.scheduleRightsLookMicros)
      return tx.changes.schedules.append(.aim(row.id, next: next, fireAt: look))
    }
    let refusal = row.schedule.refusal
    guard let clock = ScheduleAim.clock(spec, anchor: row.schedule.createdAt, tx) else {
      row.fireAt = ScheduleAim.noteBroken(row.schedule.name, row.schedule.clockFault ?? "", tx)
      row.schedule.nextAt = row.schedule.nextAt ?? tx.now
      return tx.changes.schedules.append(.update(row))
    }
    // What is stored is none any more if its zone was away, or has other rules now.
    guard let due = row.schedule.nextAt.flatMap({ clock.next(after: $0.advanced(byMicros: -1)) }) else {
      (row.schedule.nextAt, row.fireAt) = (nil, nil)
      return tx.changes.schedules.append(.update(row))
    }
    let name = row.schedule.name
    let plan = SchedulePolicy.plan(
      due: due, clock: clock, catchUp: spec.catchUp, startedAt: tx.terms.startedAt, now: tx.now,
      jitterMax: spec.jitterMicros
    ) { SchedulePolicy.jitterMicros(name, due: $0, max: spec.jitterMicros) }
    let fired = row.schedule.firedCount
    let left = try fire(plan.fires, &row, tx)
    row.schedule.nextAt = left ?? plan.next
    row.aim()
    // It has fired nothing, for the same reason as before: that was told, and is not told for ever.
    let isNews = refusal == nil || row.schedule.refusal != refusal || row.schedule.firedCount != fired
    tx.changes.schedules.append(isNews ? .update(row) : .passOver(row))
    let longAgo = tx.now.advanced(byMicros: -Limits.firingKeptMicros)
    try Firings.forget(of: row.id, before: longAgo, tx)
  }

  /// Fires these due times, and notes in the row what came of it; returns the first that is left, which is due at once
  /// again.
  private static func fire(
    _ moments: [Timestamp], _ row: inout ScheduleRow, _ tx: Transaction
  ) throws(StoreError) -> Timestamp? {
    let schedule = row
    var fault = row.schedule.refusal
    var left: Timestamp?
    for (index, moment) in moments.enumerated() {
      if index > 0 && tx.isPieceDone {
        left = moment
        break
      }
      switch try fireOnce(schedule, due: moment, tx) {
      case .made(let job):
        (row.schedule.lastAt, row.schedule.lastJob) = (moment, job)
        row.schedule.firedCount += 1
        fault = nil
      case .leftOut: row.schedule.skippedCount += 1
      case .refused(let lasting):
        row.schedule.skippedCount += 1
        fault = lasting
      case .hadFired: break
      }
    }
    row.note(fault, tx)
    return left
  }

  // MARK: One due time

  private enum Firing {
    case made(JobID)
    /// The one before it has not ended, or there is no room for it.
    case leftOut
    /// Its job is not taken, nor will it be the next time, unless something is done about it.
    case refused(String)
    /// It has fired before the clock was set back.
    case hadFired
  }

  private static func fireOnce(_ row: ScheduleRow, due: Timestamp, _ tx: Transaction) throws(StoreError) -> Firing {
    if try Firings.has(row.id, due: due, tx) { return .hadFired }
    if row.schedule.spec.job.fault != nil { return .refused(Schedule.unreadableJob) }
    var job = row.schedule.spec.job
    if let fault = try SchedulerRights.apply(to: &job, tx) { return .refused(fault) }
    let live = try SchedulerRights.unfinished(of: row.id, within: job.limits, tx)
    if let last = live.first {
      switch row.schedule.spec.overlap {
      case .skip: return .leftOut
      case .queue: job.after.append(Dependency(.job(last), on: .any))
      case .cancel: job.after.append(contentsOf: live.map { Dependency(.job($0), on: .any) })
      }
    }
    if let refusal = try Admissible.check([job], tx) { return refusal.lastingFault.map { .refused($0) } ?? .leftOut }
    if try Submit.holderToReturn(job, tx) != nil { return .leftOut }
    let whole = try tx.search { rows throws(StoreError) in try rows.schedules.filled(job, of: row.id) }
    let inserted = try Submit.one(whole, schedule: row.id, tx)
    try Settlement.run(tx)
    if row.schedule.spec.overlap == .cancel { try cancel(live, for: row.schedule.name, tx) }
    tx.changes.firings.append(.add(schedule: row.id, due: due, job: inserted.id))
    return .made(inserted.id)
  }

  private static func cancel(_ live: [JobID], for schedule: String, _ tx: Transaction) throws(StoreError) {
    var options = CancelOptions()
    options.reason = "the next firing of schedule \(schedule) came"
    for id in live {
      _ = try CancelVerb.job(id, options, tx)
      try Settlement.run(tx)
    }
  }
}

extension ScheduleRow {
  /// `nil` if there is none; it may have been removed.
  static func look(_ key: ScheduleKey, _ tx: Transaction) throws(StoreError) -> ScheduleRow? {
    try tx.search { rows throws(StoreError) in try rows.look(Wants(schedules: [key])) }.schedules[key]
  }

  /// It is looked at when its next due time comes.
  mutating func aim() {
    fireAt = schedule.nextAt.map {
      SchedulePolicy.fireAt(schedule.name, due: $0, jitterMax: schedule.spec.jitterMicros)
    }
  }

  /// Keeps why it fires nothing, and lets that be said once.
  mutating func note(_ fault: String?, _ tx: Transaction) {
    if fault == schedule.refusal { return }
    schedule.refusal = fault
    if let fault { tx.after.commit.brokenSchedules.append(BrokenSchedule(name: schedule.name, fault: fault)) }
  }
}
