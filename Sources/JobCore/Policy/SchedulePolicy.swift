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
  ///   - jitter: how much later than its due time each fires, in microseconds.
  static func plan(
    due: Timestamp, clock: ScheduleClock, catchUp: NewSchedule.CatchUp, startedAt: Timestamp, now: Timestamp,
    jitter: (Timestamp) -> Int64
  ) -> Plan {
    let passed = clock.dueTimes(from: due, through: now, max: Limits.scheduleCatchUpMax)
      .prefix { $0.advanced(byMicros: jitter($0)) <= now }
    guard let last = passed.last else { return Plan(fires: [], next: due) }
    let isMissed = { (moment: Timestamp) in
      let fireAt = moment.advanced(byMicros: jitter(moment))
      return fireAt < startedAt || now.micros(since: fireAt) > lateMicros
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
