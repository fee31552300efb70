// A transaction has one moment, and starts at another that is not before it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct MomentsTests {
  private let clock = ManualClock()

  @Test func latestOfWhatWasAskedForCounts() {
    clock.turn(to: .noon + 50)
    var moments = Moments(clock: clock, now: .noon)
    moments.begin([.noon + 10, .noon + 30, .noon + 20])
    #expect(moments.now == .noon + 30)
  }

  @Test func whatNobodyAskedForIsDatedByTheClock() {
    clock.turn(to: .noon + 50)
    var moments = Moments(clock: clock, now: .noon)
    moments.begin([.noon + 10, nil])
    #expect(moments.now == .noon + 50)
    moments.begin([.noon + 70, nil])
    #expect(moments.now == .noon + 70)
  }

  @Test func startsAreAtOneMomentAndNotBeforeTheyAreHandedOut() {
    clock.turn(to: .noon + 50)
    var moments = Moments(clock: clock, now: .noon)
    moments.begin([.noon + 10])
    let asked = moments.beginStart()
    #expect(asked == .noon + 10 && moments.now == .noon + 50)
    moments.endStart(asked)
    #expect(moments.now == .noon + 10)
    clock.turn(to: .noon + 90)
    #expect(moments.startsAt() == .noon + 50)
  }
}
