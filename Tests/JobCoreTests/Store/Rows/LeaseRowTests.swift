// When a lease asks to be looked at, and what its limits say.

import TestSupport
import Testing

@testable import JobCore

@Suite struct LeaseRowTests {
  private let second: Int64 = 1_000_000

  private func row(timeoutMicros: Int64? = nil, deadline: Timestamp? = nil) -> LeaseRow {
    LeaseRow(
      job: JobID(1), secret: "s", micros: 60 * second, now: .noon, timeoutMicros: timeoutMicros, deadline: deadline)
  }

  @Test func itAsksToBeLookedAtWhenTheFirstOfItsTimesComes() {
    #expect(row().wakeAt == .noon + 60 * second + Limits.leaseMarginMicros)
    #expect(row(timeoutMicros: 5 * second).wakeAt == .noon + 5 * second)
    var told = row(timeoutMicros: 5 * second)
    told.stop = LeaseRow.Stop(cause: .cancel, reason: nil, toldAt: .noon, endAt: .noon + 9 * second)
    #expect(told.wakeAt == .noon + 9 * second)
  }

  @Test func ofTwoLimitsTheOneThatCameFirstCounts() {
    let row = row(timeoutMicros: 5 * second, deadline: .noon + 6 * second)
    #expect(row.limit(now: .noon + 4 * second, wall: .noon + 4 * second) == nil)
    #expect(row.limit(now: .noon + 7 * second, wall: .noon + 7 * second) == .timeout)
    // The clock was set on: the deadline is a time of day.
    #expect(row.limit(now: .noon + second, wall: .noon + 60 * second) == .deadline)
  }

  @Test func onlyWhatRunsOutBeforeIsExtended() {
    #expect(row().extended(until: .noon + 90 * second)?.expiresAt == .noon + 90 * second)
    #expect(row().extended(until: .noon + 30 * second) == nil)
  }

  @Test func renewalChangesNothingElse() {
    var renewed = row()
    (renewed.expiresAt, renewed.isTouched) = (.noon + 90 * second, true)
    #expect(renewed.isRenewal(of: row()))
    renewed.deadline = .noon
    #expect(!renewed.isRenewal(of: row()))
  }
}
