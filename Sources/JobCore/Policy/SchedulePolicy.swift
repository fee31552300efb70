// What a schedule fires when it is looked at: what is due, what was missed, and when to look again. Pure.

/// The decisions on a schedule.
enum SchedulePolicy {
  /// Later than this, a due time was missed: the machine slept, or its clock was set.
  static let lateMicros: Int64 = 60_000_000

  struct Plan: Equatable {
    /// Due times that fire now, oldest first.
    var fires: [Timestamp]
    /// The next due time.
    var next: Timestamp?
  }

  /// - Parameters:
  ///   - due: the next due time as stored.
  ///   - startedAt: since when this daemon runs: what was to fire before was missed.
  ///   - jitterMax: the most that `jitter` answers, in microseconds.
  ///   - jitter: how much later than its due time each fires, in microseconds.
  static func plan(
    due: Timestamp, clock: ScheduleClock, catchUp: NewSchedule.CatchUp, startedAt: Timestamp, now: Timestamp,
    jitterMax: Int64, jitter: (Timestamp) -> Int64
  ) -> Plan {
    let passed = passed(due: due, clock: clock, now: now, jitterMax: jitterMax, jitter: jitter)
    guard let last = passed.last else { return Plan(fires: [], next: due) }
    let isMissed = { (moment: Timestamp) in
      let fireAt = moment.advanced(byMicros: jitter(moment))
      // A clock that was set back to before the start tells nothing about what was missed.
      return (fireAt < startedAt && startedAt <= now) || now.micros(since: fireAt) > lateMicros
    }
    let missed = passed.prefix(while: isMissed)
    let caughtUp: [Timestamp]
    switch catchUp {
    case .none: caughtUp = []
    case .one: caughtUp = missed.last.map { [$0] } ?? []
    case .all: caughtUp = Array(missed)
    }
    return Plan(fires: caughtUp + passed.dropFirst(missed.count), next: clock.next(after: last))
  }

  /// The next due time of a schedule that waits for `next`: if the clock was set back that may be far, and there are
  /// others before it. Those that have fired are passed over, as far as `Limits.scheduleFiredAheadMax`.
  static func cut<Failure: Error>(
    _ next: Timestamp, clock: ScheduleClock, now: Timestamp, hasFired: (Timestamp) throws(Failure) -> Bool
  ) throws(Failure) -> Timestamp {
    var moment = now
    for _ in 0..<Limits.scheduleFiredAheadMax {
      guard let due = clock.next(after: moment), due < next else { return next }
      if try !hasFired(due) { return due }
      moment = due
    }
    return clock.next(after: moment).map { min($0, next) } ?? next
  }

  /// The last due times whose moment to fire has come, without a gap from the first of them on. Those that cannot be
  /// put off any more are taken as a whole, so that a jitter longer than many intervals does not hide them.
  private static func passed(
    due: Timestamp, clock: ScheduleClock, now: Timestamp, jitterMax: Int64, jitter: (Timestamp) -> Int64
  ) -> [Timestamp] {
    let max = Limits.scheduleCatchUpMax
    var passed = clock.dueTimes(from: due, through: now.advanced(byMicros: -jitterMax), max: max)
    var next = passed.last.map { clock.next(after: $0) } ?? due
    while let moment = next, moment.advanced(byMicros: jitter(moment)) <= now, passed.count < 2 * max {
      passed.append(moment)
      next = clock.next(after: moment)
    }
    return passed.suffix(max)
  }

  /// When a due time of the schedule fires.
  static func fireAt(_ name: String, due: Timestamp, jitterMax: Int64) -> Timestamp {
    due.advanced(byMicros: jitterMicros(name, due: due, max: jitterMax))
  }

  /// How much later than `due` the schedule fires: between 0 and `max`, the same each time it is asked.
  static func jitterMicros(_ name: String, due: Timestamp, max: Int64) -> Int64 {
    if max <= 0 { return 0 }
    // FNV-1a over the name and the time, then mixed: neighbours in time must not be neighbours in jitter.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in Array(name.utf8) + withUnsafeBytes(of: due.micros.littleEndian, Array.init) {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    hash ^= hash >> 33
    hash = hash &* 0xFF51_AFD7_ED55_8CCD
    hash ^= hash >> 33
    return Int64(hash % UInt64(max + 1))
  }
}
