// How late the alarm for what is due has rung.

import TestSupport
import Testing

@testable import JobCore

@Suite struct DueClockTests {
  private static let second: Int64 = 1_000_000
  private static let hour: Int64 = 3_600 * second

  @Test func ringThatComesLateIsLate() {
    let clock = ManualClock()
    let due = DueClock(clock)
    due.set(clock.now() + 10 * Self.second)
    clock.advance(byMicros: 13 * Self.second)
    #expect(due.lagMicros == 3 * Self.second)
  }

  @Test(arguments: [hour, -hour]) func clockThatIsSetMakesNothingLate(_ micros: Int64) {
    let clock = ManualClock()
    let due = DueClock(clock)
    due.set(clock.now() + 10 * Self.second)
    clock.step(byMicros: micros)
    #expect(due.lagMicros == 0)
  }
}
