// Which stored times are cut when the clock was set back, and that to cut twice changes nothing.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ClockPolicyTests {
  private let hour: Int64 = 3_600_000_000

  @Test func onlyARealStepBackCounts() {
    #expect(!ClockPolicy.wasSetBack(from: .noon, to: .noon))
    #expect(!ClockPolicy.wasSetBack(from: .noon, to: .noon + hour))
    #expect(!ClockPolicy.wasSetBack(from: .noon, to: .noon - Limits.clockBackMicrosMin + 1))
    #expect(ClockPolicy.wasSetBack(from: .noon, to: .noon - Limits.clockBackMicrosMin))
  }

  @Test func whatBeganInTheFutureBeginsNow() {
    let end = Timestamp.noon + 5
    #expect(ClockPolicy.cut(end, begunAt: .noon, now: .noon) == end)
    #expect(ClockPolicy.cut(end, begunAt: .noon, now: .noon + hour) == end)
    let cut = ClockPolicy.cut(end, begunAt: .noon, now: .noon - hour)
    #expect(cut == Timestamp.noon - hour + 5)
  }

  @Test func whatLastsNoLongerThanSomethingEndsByThen() {
    let end = Timestamp.noon + 5
    #expect(ClockPolicy.cut(end, lasting: 5, now: .noon) == end)
    let cut = ClockPolicy.cut(end, lasting: 5, now: .noon - hour)
    #expect(cut == Timestamp.noon - hour + 5)
    #expect(ClockPolicy.cut(cut, lasting: 5, now: .noon - hour) == cut)
  }

  @Test func leaseIsCutToWhatARenewalOrAStartMayHaveGiven() {
    let minute: Int64 = 60_000_000
    let stored = Timestamp.noon + minute / 3 * 4
    #expect(ClockPolicy.cut(leaseEnd: stored, leaseMicros: minute, now: .noon) == stored)
    #expect(ClockPolicy.cut(leaseEnd: stored, leaseMicros: minute, now: .noon - hour) == stored - hour)
    let short = Timestamp.noon + Limits.leaseAfterStartMicros
    #expect(ClockPolicy.cut(leaseEnd: short, leaseMicros: 1_000_000, now: .noon) == short)
  }
}
