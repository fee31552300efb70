// Which due time a schedule waits for after the clock was set back, and what becomes of one whose zone is gone.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ScheduleAimTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  private static let minute: Int64 = 60_000_000

  private func row(
    zone: String = "UTC", jitter: Int64 = 0, nextAt: Timestamp?, fireAt: Timestamp?
  ) -> ScheduleClockRow {
    ScheduleClockRow(
      id: 1, name: "s", timing: .every(micros: Self.minute), timeZone: zone, jitterMicros: jitter, createdAt: .noon,
      nextAt: nextAt, fireAt: fireAt)
  }

  /// What it is aimed at by this look; `nil` if it stays as it is.
  private func aim(_ row: ScheduleClockRow) throws -> (next: Timestamp, fireAt: Timestamp)? {
    tx.ledger.times.isNextDueStale = false
    tx.changes.schedules = []
    try ScheduleAim.again(row, tx)
    let aims = tx.changes.schedules.compactMap { change -> (next: Timestamp, fireAt: Timestamp)? in
      if case .aim(1, let next, let fireAt) = change { (next, fireAt) } else { nil }
    }
    // Then another moment may be the next one.
    #expect(tx.ledger.times.isNextDueStale == !aims.isEmpty && aims.count == tx.changes.schedules.count)
    return aims.first
  }

  @Test func scheduleThatWaitsForTheRightMomentStaysAsItIs() throws {
    let next = Timestamp.noon + Self.minute
    #expect(try aim(row(nextAt: next, fireAt: next)) == nil)
    // What is due and has not fired is looked at by who fires.
    #expect(try aim(row(nextAt: .noon - Self.minute, fireAt: .noon - Self.minute)) == nil)
  }

  @Test func dueTimesBetweenNowAndThenComeAgain() throws {
    let far = Timestamp.noon + 60 * Self.minute
    let aimed = try aim(row(nextAt: far, fireAt: far))
    #expect(aimed?.next == .noon + Self.minute && aimed?.fireAt == .noon + Self.minute)
  }

  @Test func thoseThatHaveFiredDoNotFireAgain() throws {
    let far = Timestamp.noon + 60 * Self.minute
    for number in 1...2 {
      tx.changes.firings.append(.add(schedule: 1, due: .noon + Int64(number) * Self.minute, job: JobID(7)))
    }
    #expect(try aim(row(nextAt: far, fireAt: far))?.next == .noon + 3 * Self.minute)
  }

  @Test func scheduleWithoutANextMomentGetsOne() throws {
    #expect(try aim(row(nextAt: nil, fireAt: nil))?.next == .noon + Self.minute)
  }

  @Test func jitterPutsItOffByAsMuchEachTime() throws {
    let next = Timestamp.noon + Self.minute
    let fireAt = SchedulePolicy.fireAt("s", due: next, jitterMax: 1_000)
    let aimed = try #require(try aim(row(jitter: 1_000, nextAt: next, fireAt: next - 1)))
    #expect(aimed.next == next && aimed.fireAt == fireAt)
    #expect(try aim(row(jitter: 1_000, nextAt: next, fireAt: fireAt)) == nil)
  }

  @Test func scheduleWhoseZoneIsGoneIsSaidToBeBrokenAndLookedAtAgain() throws {
    let look = Timestamp.noon + Limits.scheduleZoneLookMicros
    let next = Timestamp.noon + 5
    let aimed = try aim(row(zone: "Nowhere/Atall", nextAt: next, fireAt: nil))
    #expect(aimed?.next == next && aimed?.fireAt == look)
    #expect(try aim(row(zone: "Nowhere/Atall", nextAt: nil, fireAt: look + 1))?.next == .noon)
    // It is looked at earlier anyway.
    #expect(try aim(row(zone: "Nowhere/Atall", nextAt: next, fireAt: look)) == nil)
    let said = tx.after.commit.brokenSchedules
    #expect(said.count == 3 && said.allSatisfy { $0.name == "s" && $0.fault.contains("Nowhere/Atall") })
  }

  /// It is not called a matter of the zone.
  @Test func ruleThatIsNoneAnyMoreIsNamed() throws {
    let ill = ScheduleClockRow(
      id: 1, name: "s", timing: .cron("61 x"), timeZone: "UTC", jitterMicros: 0, createdAt: .noon, nextAt: .noon + 5,
      fireAt: nil)
    try ScheduleAim.again(ill, tx)
    let said = try #require(tx.after.commit.brokenSchedules.last)
    #expect(said.name == "s" && !said.fault.contains("zone"), "\(said.fault)")
  }

  @Test func specWhoseZoneIsGoneHasNoClock() throws {
    var spec = NewSchedule(.every(micros: Self.minute), job: .noop())
    let clock = ScheduleAim.clock(spec, anchor: .noon, tx)
    #expect(clock?.next(after: .noon) == .noon + Self.minute)
    spec.timeZone = "Nowhere/Atall"
    #expect(ScheduleAim.clock(spec, anchor: .noon, tx) == nil)
  }

  /// Reckoning due times is work like any other.
  @Test func whatIsReckonedCountsAsWork() throws {
    let spec = NewSchedule(.cron("0 0 29 2 *"), job: .noop())
    let before = tx.work
    _ = ScheduleAim.clock(spec, anchor: .noon, tx)?.next(after: .noon)
    #expect(tx.work > before)
  }
}
