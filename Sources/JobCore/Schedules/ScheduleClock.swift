// The due times of a schedule: those of its cron expression, or the multiples of its interval.

import Synchronization

/// The work of finding due times, in due times found and in days looked through: like a count of rows, it is the same
/// on every machine.
final class ReckoningCount: Sendable {
  private let count = Atomic<Int64>(0)
  var value: Int64 { count.load(ordering: .relaxed) }

  func add(_ work: Int64) {
    count.wrappingAdd(work, ordering: .relaxed)
  }
}

/// The due times of a schedule.
struct ScheduleClock: Sendable {
  private enum Rule: Sendable {
    case cron(ZonedCron)
    case every(micros: Int64, anchor: Timestamp)
  }

  /// As many days can be looked through in the time that a row takes.
  private static let daysPerRow: Int64 = 64
  private static let dayMicros: Int64 = 86_400_000_000
  /// As far as a cron expression is looked for.
  private static let daysMax = Int64(CronExpression.yearsMax) * 366

  private let rule: Rule
  private let count: ReckoningCount?

  /// - Parameters:
  ///   - anchor: what an interval is counted from.
  ///   - count: what the work of finding due times is added to.
  /// - Errors: `CronError`.
  init(_ spec: NewSchedule, anchor: Timestamp, counting count: ReckoningCount? = nil) throws(CronError) {
    try self.init(spec.timing, zone: spec.timeZone, anchor: anchor, counting: count)
  }

  init(
    _ timing: NewSchedule.Timing, zone: String, anchor: Timestamp, counting count: ReckoningCount? = nil
  ) throws(CronError) {
    self.count = count
    switch timing {
    case .cron(let text): rule = .cron(try ZonedCron(text, zone: zone))
    case .every(let micros):
      // An interval needs no time zone, but a wrong one is a mistake all the same.
      _ = try ZonedCron.zone(zone)
      rule = .every(micros: max(1, micros), anchor: anchor)
    }
  }

  /// The first due time after `moment`; `nil` if there will be none.
  func next(after moment: Timestamp) -> Timestamp? {
    switch rule {
    case .cron(let cron):
      let second = Int((Double(moment.micros) / 1_000_000).rounded(.down))
      let next = cron.next(after: second).map { Timestamp(micros: Int64($0) * 1_000_000) }
      let days = next.map { $0.micros(since: moment) / Self.dayMicros } ?? Self.daysMax
      count?.add(1 + days / Self.daysPerRow)
      return next
    case .every(let micros, let anchor):
      // Before the anchor, if the clock was set back, the steps are the same.
      let elapsed = moment.micros(since: anchor)
      let steps = elapsed >= 0 ? elapsed / micros : -((micros - 1 - elapsed) / micros)
      return anchor.advanced(byMicros: (steps + 1) * micros)
    }
  }

  /// The last `max` due times from `first`, which is one, through `last`; oldest first.
  ///
  /// Looks back in windows that grow, so that years of seconds are not counted through.
  func dueTimes(from first: Timestamp, through last: Timestamp, max: Int) -> [Timestamp] {
    if first > last { return [] }
    var window: Int64 = 60_000_000
    while true {
      let start = last.advanced(byMicros: -window)
      let isAll = start <= first
      let found = collect(from: isAll ? first.advanced(byMicros: -1) : start, through: last)
      if found.count >= max || isAll { return found.suffix(max) }
      window *= 8
    }
  }

  private func collect(from start: Timestamp, through last: Timestamp) -> [Timestamp] {
    var found: [Timestamp] = []
    var moment = start
    while let next = next(after: moment), next <= last {
      found.append(next)
      moment = next
    }
    return found
  }
}
