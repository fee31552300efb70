// A schedule as the store drives it, played through by a loop of its own: look when it is to fire, fire what the plan
// says, look again. Whatever jitter, pauses and restarts: each due time once, in order, not early.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ScheduleFiringTests {
  /// Its time had come, and still it is to be looked at again at once.
  private struct Spin: Error {
    let due: Timestamp
    let now: Timestamp
  }

  /// The life of one schedule; all times are in seconds after `Timestamp.noon`.
  private struct Life {
    let spec: NewSchedule
    let clock: ScheduleClock
    var due: Timestamp?
    var startedAt = Timestamp.noon
    var now = Timestamp.noon
    /// When each due time fired.
    var firings: [(due: Timestamp, at: Timestamp)] = []

    init(_ spec: NewSchedule) throws {
      self.spec = spec
      clock = try ScheduleClock(spec, anchor: .noon)
      due = clock.next(after: .noon)
    }

    func jitter(_ due: Timestamp) -> Int64 {
      SchedulePolicy.jitterMicros("s", due: due, max: spec.jitterMicros)
    }

    var fireAt: Timestamp? { due.map { $0.advanced(byMicros: jitter($0)) } }

    /// Looks at the schedule, as the store does when its time has come.
    mutating func look() throws {
      guard let due, let fireAt, fireAt <= now else { return }
      let plan = SchedulePolicy.plan(
        due: due, clock: clock, catchUp: spec.catchUp, startedAt: startedAt, now: now,
        jitterMax: spec.jitterMicros, jitter: jitter)
      firings += plan.fires.map { ($0, now) }
      self.due = plan.next
      if plan.next == due { throw Spin(due: due, now: now) }
    }

    /// Lets it run until `end`, as punctual as an alarm is.
    mutating func run(until end: Timestamp) throws {
      while let fireAt, fireAt <= end {
        now = max(now, fireAt)
        try look()
      }
      now = end
    }

    func expectEachOnce(sourceLocation: SourceLocation = #_sourceLocation) {
      for (earlier, later) in zip(firings, firings.dropFirst()) {
        #expect(earlier.due < later.due, sourceLocation: sourceLocation)
      }
      for firing in firings {
        #expect(firing.at >= firing.due.advanced(byMicros: jitter(firing.due)), sourceLocation: sourceLocation)
      }
    }
  }

  private static func spec(
    _ timing: NewSchedule.Timing, jitter: Int64 = 0, _ catchUp: NewSchedule.CatchUp = .all
  ) -> NewSchedule {
    var spec = NewSchedule(timing, timeZone: "Europe/Berlin", job: .noop())
    spec.jitterMicros = jitter * 1_000_000
    spec.catchUp = catchUp
    return spec
  }

  @Test(arguments: [0, 1, 30, 3_600, 86_400])
  func eachDueTimeFiresOnceWhateverTheJitter(_ jitter: Int64) throws {
    var life = try Life(Self.spec(.every(micros: 1_000_000), jitter: jitter))
    let hours: Int64 = jitter > 10_000 ? 30 : 3
    try life.run(until: .noon + hours * 3_600_000_000)
    life.expectEachOnce()
    // All of those whose time had come even with the longest jitter.
    #expect(life.firings.count >= Int(hours * 3_600 - jitter) - 1)
    #expect(life.firings.first?.due == Timestamp.noon + 1_000_000)
  }

  @Test(arguments: NewSchedule.CatchUp.allCases, [0, 40])
  func eachDueTimeFiresOnceOverRestarts(_ catchUp: NewSchedule.CatchUp, _ jitter: Int64) throws {
    var random = SeededRandom(42)
    var life = try Life(Self.spec(.cron("*/7 * * * * *"), jitter: jitter, catchUp))
    for _ in 0..<200 {
      try life.run(until: life.now + Int64.random(in: 0...120_000_000, using: &random))
      // Down for a while, and up again.
      life.now = life.now + Int64.random(in: 0...200_000_000, using: &random)
      life.startedAt = life.now
      try life.look()
    }
    life.expectEachOnce()
    if catchUp == .all {
      // 0, 7, …, 56 of every minute: none is left out, so neighbours are seven seconds apart, or four at the minute.
      for (earlier, later) in zip(life.firings, life.firings.dropFirst()) {
        #expect([4, 7].contains(later.due.micros(since: earlier.due) / 1_000_000))
      }
    }
  }

  @Test func yearsAwayAreCaughtUpWithinTheBound() throws {
    var life = try Life(Self.spec(.cron("* * * * * *")))
    life.now = .noon + 5 * 365 * 86_400_000_000
    life.startedAt = life.now
    try life.look()
    #expect(life.firings.count == Limits.scheduleCatchUpMax)
    #expect(life.firings.last?.due == life.now && life.due == life.now + 1_000_000)
    life.expectEachOnce()
  }

  @Test func clockThatIsPutBackWaitsForTheNextDueTime() throws {
    var life = try Life(Self.spec(.every(micros: 10_000_000)))
    try life.run(until: .noon + 100_000_000)
    let due = life.due
    life.now = .noon
    try life.look()
    #expect(life.firings.count == 10 && life.due == due)
    try life.run(until: .noon + 200_000_000)
    #expect(life.firings.count == 20)
    life.expectEachOnce()
  }

  @Test func lateFiringIsNotMissedWithinAMinute() throws {
    for (late, wanted) in [(59, 1), (61, 0)] as [(Int64, Int)] {
      var life = try Life(Self.spec(.every(micros: 3_600_000_000), .none))
      life.now = .noon + 3_600_000_000 + late * 1_000_000
      try life.look()
      #expect(life.firings.count == wanted, "\(late) s late")
    }
  }

  @Test func intervalsCountFromTheirAnchorAlsoInTheFarFuture() throws {
    let clock = try ScheduleClock(Self.spec(.every(micros: Limits.durationMicrosMax)), anchor: .noon)
    #expect(clock.next(after: .noon) == .noon + Limits.durationMicrosMax)
    // Before it, if the clock was set back, the steps are the same.
    #expect(clock.next(after: .noon - 1_000) == .noon)
    #expect(clock.next(after: .noon + Limits.durationMicrosMax) == .noon + 2 * Limits.durationMicrosMax)
    let seconds = try ScheduleClock(Self.spec(.every(micros: 7_000_000)), anchor: .noon)
    #expect(seconds.next(after: .noon) == .noon + 7_000_000)
    #expect(seconds.next(after: .noon + 7_000_000) == .noon + 14_000_000)
    #expect(seconds.next(after: .noon + 6_999_999) == .noon + 7_000_000)
    #expect(seconds.next(after: .noon - 7_000_000) == .noon)
    #expect(seconds.next(after: .noon - 7_000_001) == .noon - 7_000_000)
    #expect(seconds.dueTimes(from: .noon + 7_000_000, through: .noon + 21_000_000, max: 2).count == 2)
    #expect(seconds.dueTimes(from: .noon + 7_000_000, through: .noon, max: 2) == [])
  }
}
