// What is shown of a job, made of what a store reads of it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobRecordTests {
  private static let failure = JobFailure(code: "exit", message: "exit status 1")

  private func record(
    _ state: JobState, _ reason: Reason? = nil, flags: JobFlags = [], cancelReason: String? = nil,
    waitingSince: Timestamp? = nil, last: JobRecord.LastAttempt = JobRecord.LastAttempt()
  ) -> JobRecord {
    JobRecord(
      id: JobID(1), state: state, reason: reason, flags: flags, kind: .shell, work: .shell("x", isCut: false),
      queue: "q", priority: 0, attempt: 1, maxAttempts: 1, starts: 2, createdAt: .noon, runAt: nil,
      startedAt: .noon + 9, finishedAt: nil, pid: 5, batch: nil, schedule: nil, name: nil, tags: [:], submittedBy: nil,
      cancelReason: cancelReason, rev: 3, waitingSince: waitingSince, last: last)
  }

  @Test func endOutsideOfAnAttemptSaysWhy() {
    let last = JobRecord.LastAttempt(failure: Self.failure)
    #expect(Job(record(.cancelled, .cancel, cancelReason: "r", last: last)).cause == .cancelled(reason: "r"))
    #expect(Job(record(.failed, .expired, last: last)).cause == .expired)
    #expect(Job(record(.failed, .timeout, flags: .hasNoTime)).cause == .noTime)
  }

  @Test func elseItsLastAttemptDoes() {
    let last = JobRecord.LastAttempt(failure: Self.failure)
    #expect(Job(record(.failed, .timeout, last: last)).cause == .attempt(Self.failure))
    #expect(Job(record(.queued, last: last)).cause == .attempt(Self.failure))
    #expect(Job(record(.succeeded)).cause == nil)
  }

  @Test(arguments: [JobFlags.paused, .pausedAlong]) func pauseIsShownWhoeverItIsOf(_ flag: JobFlags) {
    #expect(Job(record(.running, flags: flag)).isPaused)
    #expect(!Job(record(.running)).isPaused)
  }

  @Test func processIsThatOfTheAttemptThatIsShown() {
    let last = JobRecord.LastAttempt(pid: 4)
    #expect(Job(record(.running, last: last)).pid == 5)
    #expect(Job(record(.failed, last: last)).pid == 4)
  }

  @Test func waitIsThatBeforeTheLatestAttempt() {
    #expect(Job(record(.running)).waitedMicros == 9)
    #expect(Job(record(.succeeded, waitingSince: .noon + 4)).waitedMicros == 5)
    // It waits, or has ended while it waited for another attempt.
    #expect(Job(record(.queued)).waitedMicros == nil)
    #expect(Job(record(.cancelled, waitingSince: .noon + 10)).waitedMicros == nil)
    // The clock was set back.
    #expect(Job(record(.running, waitingSince: .noon + 10)).waitedMicros == 0)
  }

  @Test func attemptThatRunsIsTheLastOfItsHistory() {
    #expect(Job(record(.running)).runningAttempt?.start == 2)
    #expect(Job(record(.retrying)).runningAttempt == nil)
  }

  @Test func failureThatNobodyHasSeenSaysSo() {
    #expect(Job(record(.failed)).isUnseenFailure && !Job(record(.failed, flags: .seen)).isUnseenFailure)
    #expect(Job(record(.failed, .expired)).isTimedOut && Job(record(.retrying, flags: .timedOut)).isTimedOut)
  }

  @Test func skippedJobNamesTheParentThatDecidedItAsThatIsNow() throws {
    let (met, unmet) = (ParentLink(parent: .job(JobID(2)), on: .any, isMet: true), JobID(3))
    let links = [met, ParentLink(parent: .job(unmet), on: .success, isMet: false)]
    #expect(try JobCause.skipped(links) { $0 == unmet ? .queued : nil } == .job(unmet, .queued, on: .success))
    #expect(try JobCause.skipped([met]) { _ in nil } == .parents)
  }
}
