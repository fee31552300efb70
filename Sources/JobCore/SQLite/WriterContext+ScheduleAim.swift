// Which due time a schedule waits for after the clock was set back, and after a start; and one whose zone is gone.

extension WriterContext {
  /// Sees to it that a schedule waits for the next due time there is, and that one whose zone is back is looked at.
  func aimAgain(_ row: ScheduleReading.Clock) throws(StoreError) {
    let clock: ScheduleClock
    do throws(CronError) {
      clock = try ScheduleClock(row.timing, zone: row.timeZone, anchor: row.createdAt, counting: terms.reckoned)
    } catch {
      let look = noteBroken(row.name, row.timeZone)
      if row.fireAt.map({ $0 > look }) ?? true { try aim(row.id, next: row.nextAt ?? now, fireAt: look) }
      return
    }
    guard let waited = row.nextAt ?? clock.next(after: now) else { return }
    let next = try SchedulePolicy.cut(waited, clock: clock, now: now) { due throws(StoreError) in
      try hasFired(row.id, due: due)
    }
    let fireAt = fireAt(row.name, row.jitterMicros, next)
    if next != row.nextAt || fireAt != row.fireAt { try aim(row.id, next: next, fireAt: fireAt) }
  }

  private func aim(_ id: Int64, next: Timestamp, fireAt: Timestamp) throws(StoreError) {
    let statement = try statement(ScheduleSQL.aim)
    statement.bind(1, id)
    statement.bind(2, next.micros)
    statement.bind(3, fireAt.micros)
    try statement.run()
    ledger.times.isNextDueStale = true
  }

  /// Lets it be said that a schedule fires nothing; returns when to look again whether its zone is back.
  func noteBroken(_ name: String, _ zone: String) -> Timestamp {
    commit.brokenSchedules.append(BrokenSchedule(name: name, fault: "the time zone \(zone) is not known here"))
    return now.advanced(byMicros: Limits.scheduleZoneLookMicros)
  }
}
