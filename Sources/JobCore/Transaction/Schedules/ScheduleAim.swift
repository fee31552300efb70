// Which due time a schedule waits for after the clock was set back, and after a start; and one whose zone is gone.

/// The aim of schedules.
enum ScheduleAim {
  /// Sees to it that a schedule waits for the next due time there is, and that one whose zone is back is looked at.
  static func again(_ row: ScheduleClockRow, _ tx: Transaction) throws(StoreError) {
    let clock: ScheduleClock
    do throws(CronError) {
      clock = try ScheduleClock(row.timing, zone: row.timeZone, anchor: row.createdAt, counting: tx.terms.reckoned)
    } catch {
      let look = noteBroken(row.name, error.detail, tx)
      if row.fireAt.map({ $0 > look }) ?? true { aim(row.id, next: row.nextAt ?? tx.now, fireAt: look, tx) }
      return
    }
    guard let waited = row.nextAt ?? clock.next(after: tx.now) else { return }
    let next = try SchedulePolicy.cut(waited, clock: clock, now: tx.now) { due throws(StoreError) in
      try Firings.has(row.id, due: due, tx)
    }
    let fireAt = SchedulePolicy.fireAt(row.name, due: next, jitterMax: row.jitterMicros)
    if next != row.nextAt || fireAt != row.fireAt { aim(row.id, next: next, fireAt: fireAt, tx) }
  }

  private static func aim(_ id: Int64, next: Timestamp, fireAt: Timestamp, _ tx: Transaction) {
    tx.changes.schedules.append(.aim(id, next: next, fireAt: fireAt))
    tx.ledger.times.isNextDueStale = true
  }

  /// `nil` for a spec that was valid once and is not any more: a zone this machine does not know, or damage.
  static func clock(_ spec: NewSchedule, anchor: Timestamp, _ tx: Transaction) -> ScheduleClock? {
    do throws(CronError) { return try ScheduleClock(spec, anchor: anchor, counting: tx.terms.reckoned) } catch {
      return nil
    }
  }

  /// Lets it be said that a schedule fires nothing, because when it is due is not known; returns when to look again
  /// whether its zone is back.
  static func noteBroken(_ name: String, _ fault: String, _ tx: Transaction) -> Timestamp {
    tx.after.commit.brokenSchedules.append(BrokenSchedule(name: name, fault: fault))
    return tx.now.advanced(byMicros: Limits.scheduleZoneLookMicros)
  }
}
