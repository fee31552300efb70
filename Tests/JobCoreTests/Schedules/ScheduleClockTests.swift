// Due times of schedules: multiples of an interval, and the last ones of a long time.

import Testing

@testable import JobCore

@Suite struct ScheduleClockTests {
  private func clock(_ timing: NewSchedule.Timing, anchor: Int64 = 0, _ count: ReckoningCount? = nil) throws
    -> ScheduleClock
  {
    try ScheduleClock(timing, zone: "UTC", anchor: Timestamp(micros: anchor), counting: count)
  }

  @Test(arguments: [(0, 10), (9, 10), (10, 20), (-1, 0), (-10, 0), (-11, -10)] as [(Int64, Int64)])
  func anIntervalIsCountedFromItsAnchor(_ moment: Int64, _ next: Int64) throws {
    // From an anchor of 3, in both directions.
    let clock = try clock(.every(micros: 10), anchor: 3)
    #expect(clock.next(after: Timestamp(micros: moment + 3))?.micros == next + 3)
  }

  @Test func aCronTimeIsAfterTheMoment() throws {
    let clock = try clock(.cron("0 * * * *"))
    #expect(clock.next(after: Timestamp(micros: 0))?.micros == 3_600_000_000)
    #expect(clock.next(after: Timestamp(micros: -1))?.micros == 0)
    #expect(clock.next(after: Timestamp(micros: 3_599_999_999))?.micros == 3_600_000_000)
  }

  @Test func theLastDueTimesOfALongTimeAreFoundWithoutAllOfThem() throws {
    let count = ReckoningCount()
    let clock = try clock(.every(micros: 1_000_000), count)
    let last = Timestamp(micros: 400_000_000_000_000)
    let found = clock.dueTimes(from: Timestamp(micros: 1_000_000), through: last, max: 3)
    #expect(found.map(\.micros) == [399_999_998_000_000, 399_999_999_000_000, 400_000_000_000_000])
    #expect(clock.dueTimes(from: last.advanced(byMicros: 1), through: last, max: 3).isEmpty)
    #expect(
      clock.dueTimes(from: last.advanced(byMicros: -1_000_000), through: last, max: 9).map(\.micros) == [
        399_999_999_000_000, 400_000_000_000_000,
      ])
  }

  @Test func theWorkOfALongSearchIsCounted() throws {
    let count = ReckoningCount()
    _ = try clock(.cron("0 0 29 2 *"), count).next(after: Timestamp(micros: 0))
    let rare = count.value
    _ = try clock(.cron("* * * * *"), count).next(after: Timestamp(micros: 0))
    #expect(rare > 10 && count.value == rare + 1)
  }

  @Test func aZoneThatIsNoneIsRefusedForIntervalsToo() {
    #expect(throws: CronError.self) {
      try ScheduleClock(.every(micros: 1), zone: "nowhere", anchor: Timestamp(micros: 0))
    }
  }
}
