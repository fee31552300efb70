// Which row waits for which moment.

import TestSupport
import Testing

@testable import JobCore

@Suite struct MomentKindTests {
  private func kinds(_ row: any TimedRow) -> [MomentKind] {
    MomentKind.allCases.filter { row.moment($0) != nil }
  }

  @Test(arguments: JobState.allCases) func jobWaitsForWhatItsStateLetsCome(state: JobState) {
    let row = JobRow.sample(7) { row in
      (row.state, row.runAt, row.deadline) = (state, .noon + 1, .noon + 2)
      (row.pausedAt, row.expiresAt) = (.noon + 3, .noon + 4)
    }
    var expected: [MomentKind] = [.jobPause, .jobExpiry]
    if state == .scheduled || state == .retrying { expected.append(.jobDue) }
    if !state.isTerminal && state != .running { expected.append(.jobDeadline) }
    #expect(Set(kinds(row)) == Set(expected))
    let moments = expected.compactMap { row.moment($0) }
    #expect(Set(moments).count == expected.count)
    #expect(row.moment(.jobPause) == .noon + 3 && row.moment(.jobExpiry) == .noon + 4)
    #expect(row.number == 7)
    #expect(kinds(JobRow.sample(1) { $0.state = state }).isEmpty)
  }

  @Test func attemptElsewhereHasNoDeadlineOnceItWasToldToStop() {
    var row = LeaseRow(
      job: JobID(7), secret: "s", micros: 60_000_000, now: .noon, timeoutMicros: nil, deadline: .noon + 5)
    #expect(kinds(row) == [.leaseDeadline, .lease] && row.number == 7)
    #expect(row.moment(.leaseDeadline) == .noon + 5 && row.moment(.lease) == row.wakeAt)
    row.stop = LeaseRow.Stop(cause: .cancel, reason: nil, toldAt: .noon, endAt: .noon + 9)
    #expect(kinds(row) == [.lease])
  }

  @Test func timesOfABatchCountUntilItIsDoneOrCancelled() {
    var row = BatchRow(
      id: 7, name: nil, isFailFast: false, staysOpen: true, isOpen: true, isCancelRequested: false,
      counts: [Int](repeating: 0, count: JobState.allCases.count), createdAt: .noon, submittedBy: nil)
    #expect(kinds(row).isEmpty && row.number == 7)
    (row.deadline, row.timeoutAt) = (.noon + 1, .noon + 2)
    #expect(kinds(row) == [.batchDeadline, .batchTimeout])
    row.isCancelRequested = true
    #expect(kinds(row).isEmpty)
    (row.isCancelRequested, row.finishedAt, row.expiresAt) = (false, .noon, .noon + 3)
    #expect(kinds(row) == [.batchExpiry] && row.moment(.batchExpiry) == .noon + 3)
  }

  @Test func momentHasComeWhenItIsReached() {
    let row = JobRow.sample(1) { $0.expiresAt = .noon }
    #expect(row.hasCome(.jobExpiry, by: .noon) && !row.hasCome(.jobExpiry, by: .noon - 1))
    #expect(!row.hasCome(.jobDue, by: .noon))
  }
}
