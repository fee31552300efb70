// What the ends and removals of its members mean for a batch.

import Testing

@testable import JobCore

@Suite struct BatchPolicyTests {
  private func batch(_ size: Int, ended: Int, _ change: (inout BatchPolicy.Facts) -> Void = { _ in })
    -> BatchPolicy.Facts
  {
    var facts = BatchPolicy.Facts(
      isFailFast: false, staysOpen: false, isOpen: true, isCancelRequested: false, size: size, endedCount: ended,
      succeededCount: ended)
    change(&facts)
    return facts
  }

  @Test func isDoneWhenAllHaveEndedAndNoneCanJoin() {
    #expect(BatchPolicy.isDone(batch(2, ended: 2)) && !BatchPolicy.isDone(batch(2, ended: 1)))
    #expect(BatchPolicy.isDone(batch(0, ended: 0)))
    #expect(!BatchPolicy.isDone(batch(2, ended: 2) { $0.staysOpen = true }))
    #expect(
      BatchPolicy.isDone(
        batch(2, ended: 2) {
          $0.staysOpen = true
          $0.isOpen = false
        }))
    #expect(
      BatchPolicy.isDone(
        batch(2, ended: 2) {
          $0.staysOpen = true
          $0.isCancelRequested = true
        }))
  }

  @Test func failureCancelsOnceAndOnlyWhenAskedTo() {
    #expect(!BatchPolicy.failureCancels(batch(2, ended: 1)))
    #expect(BatchPolicy.failureCancels(batch(2, ended: 1) { $0.isFailFast = true }))
    #expect(
      !BatchPolicy.failureCancels(
        batch(2, ended: 1) {
          $0.isFailFast = true
          $0.isCancelRequested = true
        }))
    for state in JobState.allCases { #expect(BatchPolicy.isFailure(state) == (state == .failed)) }
  }

  @Test func goesWithItsLastMemberWhenItIsDone() {
    #expect(BatchPolicy.withoutMembers(isDone: true) == .remove)
    #expect(BatchPolicy.withoutMembers(isDone: false) == .keepForAWhile)
  }
}
