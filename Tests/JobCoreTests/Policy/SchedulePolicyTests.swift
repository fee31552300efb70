// What fires after a pause, by the catch-up rule; and jitter.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SchedulePolicyTests {
  private let anchor = Timestamp.noon

  private func plan(
    _ catchUp: NewSchedule.CatchUp, startedAfter started: Int64, now: Int64, every: Int64 = 10
  ) throws -> (fires: [Int64], next: Int64?) {
    let spec = NewSchedule(.every(micros: every * 1_000_000), job: .noop())
    let clock = try ScheduleClock(spec, anchor: anchor)
    let plan = SchedulePolicy.plan(
      due: anchor + every * 1_000_000, clock: clock, catchUp: catchUp, startedAt: anchor + started * 1_000_000,
      now: anchor + now * 1_000_000, jitterMax: 0, jitter: { _ in 0 })
    let seconds = { (moment: Timestamp) in moment.micros(since: self.anchor) / 1_000_000 }
    return (plan.fires.map(seconds), plan.next.map(seconds))
  }

  @Test func whatIsDueFiresOnTime() throws {
    for catchUp in NewSchedule.CatchUp.allCases {
      #expect(try plan(catchUp, startedAfter: 0, now: 10) == ([10], 20))
      #expect(try plan(catchUp, startedAfter: 0, now: 9) == ([], 10))
      #expect(try plan(catchUp, startedAfter: 0, now: 25) == ([10, 20], 30))
    }
  }

  @Test func whatWasMissedIsUpToTheRule() throws {
    #expect(try plan(.none, startedAfter: 35, now: 36) == ([], 40))
    #expect(try plan(.one, startedAfter: 35, now: 36) == ([30], 40))
    #expect(try plan(.all, startedAfter: 35, now: 36) == ([10, 20, 30], 40))
    // A machine that slept: late by more than a minute is missed, the rest is on time.
    #expect(try plan(.none, startedAfter: 0, now: 95) == ([40, 50, 60, 70, 80, 90], 100))
    #expect(try plan(.one, startedAfter: 0, now: 95) == ([30, 40, 50, 60, 70, 80, 90], 100))
  }

  @Test func yearsOfSecondsAreNotCountedThrough() throws {
    let year: Int64 = 31_536_000
    let one = try plan(.one, startedAfter: 10 * year, now: 10 * year, every: 1)
    #expect(one == ([10 * year - 1, 10 * year], 10 * year + 1))
    #expect(try plan(.all, startedAfter: 10 * year, now: 10 * year, every: 1).fires.count == Limits.scheduleCatchUpMax)
  }

  @Test func farDueTimeIsCutToTheNextThatHasNotFired() throws {
    let clock = try ScheduleClock(NewSchedule(.every(micros: 10_000_000), job: .noop()), anchor: anchor)
    func cut(_ next: Int64, now: Int64, firedUntil: Int64) -> Int64 {
      let fired = anchor + firedUntil * 1_000_000
      let cut = SchedulePolicy.cut(
        anchor + next * 1_000_000, clock: clock, now: anchor + now * 1_000_000, hasFired: { $0 <= fired })
      return cut.micros(since: anchor) / 1_000_000
    }
    #expect(cut(1_000_000, now: 5, firedUntil: 0) == 10)
    #expect(cut(1_000_000, now: 5, firedUntil: 30) == 40)
    // What is next already stays, and one before the anchor is none the worse.
    #expect(cut(20, now: 15, firedUntil: 10) == 20)
    #expect(cut(20, now: 25, firedUntil: 10) == 20)
    #expect(cut(1_000_000, now: -95, firedUntil: -200) == -90)
    // So many have fired that the next is not looked for; each is passed over when its time comes.
    #expect(cut(1_000_000, now: 5, firedUntil: 999_000) == 10 * (Int64(Limits.scheduleFiredAheadMax) + 1))
  }

  @Test func jitterIsBoundedSpreadAndTheSameEachTime() {
    let due = (0..<1_000).map { anchor + $0 * 60_000_000 }
    let jitters = due.map { SchedulePolicy.jitterMicros("name", due: $0, max: 1_000_000) }
    #expect(jitters == due.map { SchedulePolicy.jitterMicros("name", due: $0, max: 1_000_000) })
    #expect(jitters.allSatisfy { (0...1_000_000).contains($0) })
    let mean = jitters.reduce(0, +) / 1_000
    #expect((400_000...600_000).contains(mean))
    #expect(due.map { SchedulePolicy.jitterMicros("other", due: $0, max: 1_000_000) } != jitters)
    #expect(SchedulePolicy.jitterMicros("name", due: anchor, max: 0) == 0)
  }
}
