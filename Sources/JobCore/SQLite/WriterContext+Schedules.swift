// Schedules: a firing inserts its job and moves the schedule on in one transaction, so that each due time fires once,
// whatever becomes of the daemon or of the clock.

extension WriterContext {
  func setSchedule(
    _ name: String, _ spec: NewSchedule
  ) throws(StoreError) -> ScheduleVerdict {
    let old = try storedSchedule(name)
    let isNew = old.map(\.isDeleted) ?? true
    if old == nil {
      let hasRoom = try hasRoom()
      if !hasRoom { return .tooMany }
    }
    // An interval counts on from where it began, unless it is another one now.
    let keepsAnchor = !isNew && old?.schedule.spec.timing == spec.timing
    let createdAt = keepsAnchor ? old?.schedule.createdAt ?? now : now
    guard let next = clock(spec, anchor: createdAt)?.next(after: now) else { return .never }
    let id: Int64
    if let old { id = old.id } else { id = try nextScheduleID() }
    let statement = try statement(old == nil ? ScheduleSQL.insert : ScheduleSQL.replace)
    statement.bind(1, id)
    statement.bind(2, name)
    bind(spec, to: statement)
    statement.bind(11, createdAt.micros)
    statement.bind(12, now.micros)
    statement.bind(13, spec.isPaused ? nil : next.micros)
    statement.bind(14, spec.isPaused ? nil : fireAt(name, spec.jitterMicros, next).micros)
    try statement.run()
    try ScheduledInput.remove(schedule: id, on: connection)
    try ScheduledInput.store(spec.job, schedule: id, on: connection)
    ledger.times.isNextDueStale = true
    guard var stored = try storedSchedule(name) else { return .never }
    stored.schedule.spec.job = spec.job
    return .done(stored.schedule)
  }

  private func bind(_ spec: NewSchedule, to statement: SQLiteStatement) {
    let noText: String? = nil
    switch spec.timing {
    case .cron(let text):
      statement.bind(3, text)
      statement.bind(4, Int64?.none)
    case .every(let micros):
      statement.bind(3, noText)
      statement.bind(4, micros)
    }
    statement.bind(5, spec.timeZone)
    statement.bind(6, ScheduleReading.encode(spec.job))
    statement.bind(7, spec.overlap.rawValue)
    statement.bind(8, spec.catchUp.rawValue)
    statement.bind(9, spec.jitterMicros)
    statement.bind(10, spec.isPaused ? 1 : 0)
  }

  /// `nil` if there is no such schedule.
  func setSchedulePaused(_ name: String, _ isPaused: Bool) throws(StoreError) -> Schedule? {
    guard let stored = try storedSchedule(name), !stored.isDeleted else { return nil }
    var schedule = stored.schedule
    if schedule.spec.isPaused == isPaused {
      try ScheduledInput.read(into: &schedule.spec.job, schedule: stored.id, on: connection)
      return schedule
    }
    var (next, fireAt): (Timestamp?, Timestamp?) = (nil, nil)
    if !isPaused {
      if let clock = clock(schedule.spec, anchor: schedule.createdAt) {
        next = clock.next(after: now)
        fireAt = next.map { self.fireAt(name, schedule.spec.jitterMicros, $0) }
      } else {
        (next, fireAt) = (now, noteBroken(name, schedule.spec.timeZone))
      }
    }
    let statement = try statement(ScheduleSQL.setPaused)
    statement.bind(1, stored.id)
    statement.bind(2, isPaused ? 1 : 0)
    statement.bind(3, now.micros)
    statement.bind(4, next?.micros)
    statement.bind(5, fireAt?.micros)
    try statement.run()
    ledger.times.isNextDueStale = true
    guard var changed = try storedSchedule(name)?.schedule else { return nil }
    try ScheduledInput.read(into: &changed.spec.job, schedule: stored.id, on: connection)
    return changed
  }

  /// `false` if there is no such schedule.
  func deleteSchedule(_ name: String) throws(StoreError) -> Bool {
    guard let stored = try storedSchedule(name), !stored.isDeleted else { return false }
    let statement = try statement(ScheduleSQL.delete)
    statement.bind(1, stored.id)
    try statement.run()
    try ScheduledInput.remove(schedule: stored.id, on: connection)
    try pruneDeleted()
    ledger.times.isNextDueStale = true
    return true
  }

  /// Submits the job of a schedule out of turn.
  func runSchedule(_ name: String) throws(StoreError) -> InsertAnswer? {
    guard let stored = try storedSchedule(name), !stored.isDeleted else { return nil }
    var job = stored.schedule.spec.job
    if let refusal = try check([job]) { return .refused(refusal) }
    if let holder = try holderToReturn(job) { return .created([holder], existing: [holder.id]) }
    try ScheduledInput.read(into: &job, schedule: stored.id, on: connection)
    var inserted = try insertOne(job, schedule: stored.id)
    inserted.schedule = name
    try advance(stored.id, next: stored.schedule.nextAt, fireAt: firing(stored.schedule), last: nil, job: inserted.id)
    try note(nil, of: stored)
    return .created([inserted], existing: [])
  }

  private func firing(_ schedule: Schedule) -> Timestamp? {
    schedule.nextAt.map { fireAt(schedule.name, schedule.spec.jitterMicros, $0) }
  }

  // MARK: Firing

  /// Fires what is due; what is more than one transaction takes is due at once again.
  func fireSchedules() throws(StoreError) {
    let statement = try statement(ScheduleSQL.due)
    statement.bind(1, now.micros)
    statement.bind(2, Limits.scheduleFireBatchMax + setAside.count)
    var due: [StoredSchedule] = []
    while try statement.step() { due.append(try ScheduleReading.schedule(statement)) }
    for stored in due where !isPieceDone && setAside.takes(.schedule(stored.id)) { try fire(stored) }
  }

  private func fire(_ stored: StoredSchedule) throws(StoreError) {
    let schedule = stored.schedule
    guard let clock = clock(schedule.spec, anchor: schedule.createdAt) else {
      let look = noteBroken(schedule.name, schedule.spec.timeZone)
      return try advance(stored.id, next: schedule.nextAt ?? now, fireAt: look)
    }
    // What is stored is none any more if its zone was away, or has other rules now.
    guard let due = schedule.nextAt.flatMap({ clock.next(after: $0.advanced(byMicros: -1)) }) else {
      return try advance(stored.id, next: nil, fireAt: nil)
    }
    let plan = SchedulePolicy.plan(
      due: due, clock: clock, catchUp: schedule.spec.catchUp, startedAt: terms.startedAt, now: now,
      jitterMax: schedule.spec.jitterMicros
    ) { SchedulePolicy.jitterMicros(schedule.name, due: $0, max: schedule.spec.jitterMicros) }
    var last: (due: Timestamp, job: JobID)?
    var counts = (fired: 0, skipped: 0)
    var fault = schedule.refusal
    var next = plan.next
    for (index, moment) in plan.fires.enumerated() {
      if index > 0 && isPieceDone {
        // The rest is due at once again.
        next = moment
        break
      }
      switch try fireOnce(stored, due: moment) {
      case .made(let job):
        last = (moment, job)
        counts.fired += 1
        fault = nil
      case .leftOut: counts.skipped += 1
      case .refused(let lasting):
        counts.skipped += 1
        fault = lasting
      case .hadFired: break
      }
    }
    try advance(
      stored.id, next: next, fireAt: next.map { fireAt(schedule.name, schedule.spec.jitterMicros, $0) },
      last: last?.due, job: last?.job, fired: counts.fired, skipped: counts.skipped)
    try note(fault, of: stored)
    try forgetFirings(of: stored.id, before: now.advanced(byMicros: -Limits.firingKeptMicros))
  }

  /// Keeps why the schedule fires nothing, and lets it be said once.
  private func note(_ fault: String?, of stored: StoredSchedule) throws(StoreError) {
    if fault == stored.schedule.refusal { return }
    let statement = try statement(ScheduleSQL.setFault)
    statement.bind(1, stored.id)
    statement.bind(2, fault)
    try statement.run()
    if let fault { commit.brokenSchedules.append(BrokenSchedule(name: stored.schedule.name, fault: fault)) }
  }

  private enum Firing {
    case made(JobID)
    /// The one before it has not ended, or there is no room for it.
    case leftOut
    /// Its job is not taken, nor will it be the next time, unless something is done about it.
    case refused(String)
    /// It has fired before the clock was set back.
    case hadFired
  }

  func hasFired(_ schedule: Int64, due: Timestamp) throws(StoreError) -> Bool {
    let fired = try statement(ScheduleSQL.firing)
    fired.bind(1, schedule)
    fired.bind(2, due.micros)
    guard try fired.step() else { return false }
    fired.reset()
    return true
  }

  /// The job of one due time.
  private func fireOnce(_ stored: StoredSchedule, due: Timestamp) throws(StoreError) -> Firing {
    if try hasFired(stored.id, due: due) { return .hadFired }
    var job = stored.schedule.spec.job
    let live = try liveJobs(stored.id)
    if !live.isEmpty {
      switch stored.schedule.spec.overlap {
      case .skip: return .leftOut
      case .queue: job.after.append(Dependency(.job(live[0]), on: .any))
      case .cancel: job.after.append(contentsOf: live.map { Dependency(.job($0), on: .any) })
      }
    }
    if let refusal = try check([job]) { return refusal.lastingFault.map { .refused($0) } ?? .leftOut }
    if try holderToReturn(job) != nil { return .leftOut }
    try ScheduledInput.read(into: &job, schedule: stored.id, on: connection)
    let inserted = try insertOne(job, schedule: stored.id)
    try Settlement.run(self)
    if stored.schedule.spec.overlap == .cancel {
      var options = CancelOptions()
      options.reason = "the next firing of schedule \(stored.schedule.name) came"
      for id in live {
        _ = try cancel(id, options)
        try Settlement.run(self)
      }
    }
    let statement = try statement(ScheduleSQL.insertFiring)
    statement.bind(1, stored.id)
    statement.bind(2, due.micros)
    statement.bind(3, inserted.id.value)
    try statement.run()
    return .made(inserted.id)
  }

  private func liveJobs(_ schedule: Int64) throws(StoreError) -> [JobID] {
    let statement = try statement(ScheduleSQL.live)
    statement.bind(1, schedule)
    statement.bind(2, Limits.scheduleOverlapMax)
    var ids: [JobID] = []
    while try statement.step() { ids.append(JobID(statement.int64(0))) }
    return ids
  }

  private func advance(
    _ id: Int64, next: Timestamp?, fireAt: Timestamp?, last: Timestamp? = nil, job: JobID? = nil, fired: Int = 0,
    skipped: Int = 0
  ) throws(StoreError) {
    let statement = try statement(ScheduleSQL.advance)
    statement.bind(1, id)
    statement.bind(2, next?.micros)
    statement.bind(3, fireAt?.micros)
    statement.bind(4, last?.micros)
    statement.bind(5, job?.value)
    statement.bind(6, fired)
    statement.bind(7, skipped)
    try statement.run()
  }

  // MARK: Rows

  private func storedSchedule(_ name: String) throws(StoreError) -> StoredSchedule? {
    let statement = try statement(ScheduleSQL.byName)
    statement.bind(1, name)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return try ScheduleReading.schedule(statement)
  }

  /// `nil` for a spec that was valid once and is not any more: a zone this machine does not know.
  private func clock(_ spec: NewSchedule, anchor: Timestamp) -> ScheduleClock? {
    do throws(CronError) { return try ScheduleClock(spec, anchor: anchor, counting: terms.reckoned) } catch {
      return nil
    }
  }

  func fireAt(_ name: String, _ jitterMicros: Int64, _ due: Timestamp) -> Timestamp {
    due.advanced(byMicros: SchedulePolicy.jitterMicros(name, due: due, max: jitterMicros))
  }

  private func hasRoom() throws(StoreError) -> Bool {
    try pruneDeleted()
    return try scheduleCount().count < Limits.scheduleCountMax
  }

  private func nextScheduleID() throws(StoreError) -> Int64 {
    try scheduleCount().maxID + 1
  }

  private func scheduleCount() throws(StoreError) -> (count: Int, maxID: Int64) {
    let statement = try statement(ScheduleSQL.count)
    guard try statement.step() else { return (0, 0) }
    defer { statement.reset() }
    return (statement.int(0), statement.int64(1))
  }
}
