// What an attempt's end means for its job.

import Glibc
import Testing

@testable import JobCore

struct CompletionTests {
  private func job(_ rule: RetryRule = RetryRule(), attempt: Int = 1) -> ClaimedJob {
    var spec = NewJob(.exec(argv: ["true"]))
    spec.retry = rule
    return ClaimedJob(
      fence: Fence(job: JobID(1), start: attempt, boot: 1), attempt: attempt, maxAttempts: rule.maxAttempts,
      startedAt: Timestamp(micros: 0), createdAt: Timestamp(micros: 0), queueID: 1, spec: spec, parents: [])
  }

  private func decide(
    _ outcome: Outcome, cause: StopCause? = nil, rule: RetryRule = RetryRule(), attempt: Int = 1
  ) -> Transition {
    var end = AttemptEnd(outcome: outcome, finishedAt: Timestamp(micros: 1_000))
    end.stopCause = cause
    return Completion.decide(job(rule, attempt: attempt), end, isCancelRequested: cause == .cancel, chance: 0.5)
  }

  private var twice: RetryRule {
    var rule = RetryRule()
    rule.maxAttempts = 2
    return rule
  }

  /// What a rule was that cannot be read nobody knows, and what is known of the rest is not enough to go on.
  @Test func nothingFollowsAFailureOfAJobThatCannotBeRead() {
    var ill = job(twice)
    ill.spec.fault = [.retry, .limits]
    let lost = Completion.decide(
      ill, AttemptEnd(outcome: .lost, finishedAt: Timestamp(micros: 1_000)), isCancelRequested: false, chance: 0.5)
    #expect(lost.next == .failed && lost.reason == .lost && lost.runAt == nil)
    #expect(
      lost.failure?.message
        == "jobd died while the attempt ran; what was submitted of it cannot be read: its retry rule, the limits of its "
        + "submitter")
    let unreadable = SpecFault.whole.failure
    ill.spec.fault = .whole
    let refused = Completion.decide(
      ill, AttemptEnd(outcome: .discarded(unreadable), finishedAt: Timestamp(micros: 1_000)), isCancelRequested: false,
      chance: 0.5)
    #expect(refused.next == .failed && refused.reason == .error && refused.failure == unreadable)
  }

  @Test func exitZeroSucceedsWhateverWasAskedOfIt() {
    for cause in [nil, .cancel, .timeout, .deadline, .shutdown] as [StopCause?] {
      #expect(decide(.exited(code: 0), cause: cause).next == .succeeded)
      #expect(decide(.returned(result: nil), cause: cause).next == .succeeded)
    }
  }

  @Test func errorRaisedInSpiteOfCancelIsThatErrorAndIsNotRetried() {
    let transition = decide(.exited(code: 3), cause: .cancel, rule: twice)
    #expect(transition.next == .failed)
    #expect(transition.reason == .exit)
    #expect(transition.exitCode == 3)
  }

  @Test func whatIsThrownInSpiteOfCancelIsThatErrorAndIsNotRetried() {
    let failure = JobFailure(code: "cleanup", message: "it would not close")
    let transition = decide(.threw(failure), cause: .cancel, rule: twice)
    #expect(transition.next == .failed && transition.reason == .error && transition.failure == failure)
    #expect(transition.runAt == nil && !transition.givesBackAttempt)
    // Of its own accord it would be tried again.
    #expect(decide(.threw(failure), rule: twice).next == .retrying)
  }

  @Test(arguments: [Outcome.signaled(15), .signaled(9), .exited(code: 143), .exited(code: 137), .stopped])
  func deathByTheStopTakesItsCause(_ outcome: Outcome) {
    #expect(decide(outcome, cause: .cancel).next == .cancelled)
    #expect(decide(outcome, cause: .timeout).reason == .timeout)
    #expect(decide(outcome, cause: .deadline, rule: twice).next == .failed)
    let interrupted = decide(outcome, cause: .shutdown)
    #expect(interrupted.next == .queued)
    #expect(interrupted.givesBackAttempt)
  }

  /// asyncio: an exception that a task raises while it is cancelled is that exception, not a cancellation.
  @Test(arguments: [SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGHUP], [StopCause.cancel, .timeout, .deadline])
  func crashDuringTheCleanupIsAFailureOfItsOwn(_ signal: Int32, _ cause: StopCause) {
    let transition = decide(.signaled(signal), cause: cause)
    #expect(transition.next == .failed && transition.reason == .signal && transition.signal == signal)
    #expect(transition.failure?.message == "ended by signal \(signal)")
    #expect(transition.isTimedOut == (cause != .cancel))
    // As an exit code of its own: a stop of the daemon gives the attempt back.
    #expect(decide(.signaled(signal), cause: .shutdown).next == .queued)
  }

  @Test func failureIsRetriedWhileAttemptsAreLeft() {
    let first = decide(.exited(code: 1), rule: twice)
    #expect(first.next == .retrying)
    #expect(first.runAt == Timestamp(micros: 1_001_000))
    #expect(decide(.exited(code: 1), rule: twice, attempt: 2).next == .failed)
  }

  @Test func lostAttemptFailsUnlessTheRuleAllowsAnother() {
    #expect(decide(.lost).next == .failed)
    #expect(decide(.lost).reason == .lost)
    #expect(decide(.lost, rule: twice).next == .retrying)
  }

  @Test func shortageGivesTheAttemptBack() {
    let transition = decide(.resourceShortage(JobFailure(code: "EAGAIN", message: "")))
    #expect(transition.next == .retrying)
    #expect(transition.givesBackAttempt)
    #expect(decide(.resourceShortage(JobFailure(code: "EAGAIN", message: "")), cause: .cancel).next == .cancelled)
  }

  @Test func cancelAcceptedAfterTheDecisionStillStopsARetry() {
    let retrying = decide(.exited(code: 1), rule: twice)
    #expect(Completion.settle(retrying, isCancelRequested: true).next == .cancelled)
    #expect(Completion.settle(retrying, isCancelRequested: false) == retrying)
    let done = decide(.exited(code: 0))
    #expect(Completion.settle(done, isCancelRequested: true) == done)
  }

  @Test func whatIsPutOffIsNotCounted() {
    let failure = JobFailure(code: "status", message: "429")
    let cases: [(Outcome, JobState, AttemptOutcome)] = [
      (.snoozed(micros: 5_000), .scheduled, .snoozed), (.released(delayMicros: 0), .queued, .released),
      (.released(delayMicros: 7), .scheduled, .released), (.heldBack(lane: "host/h", failure), .queued, .heldBack),
      (.unavailable(failure), .queued, .notStarted),
    ]
    for (outcome, next, kept) in cases {
      let transition = decide(outcome)
      #expect(transition.next == next && transition.outcome == kept && transition.givesBackAttempt)
      #expect((transition.runAt == nil) == (next == .queued))
      // Asked to end for good, it does.
      #expect(decide(outcome, cause: .cancel).next == .cancelled)
      // An attempt that never had a worker has used none of its time.
      #expect(decide(outcome, cause: .timeout).reason == (outcome == .unavailable(failure) ? nil : .timeout))
      // The end of the daemon changes nothing about it.
      #expect(decide(outcome, cause: .shutdown).next == next)
    }
    #expect(decide(.heldBack(lane: "host/h", failure)).lane == "host/h")
    #expect(decide(.snoozed(micros: 5_000)).runAt == Timestamp(micros: 6_000))
  }

  @Test func aPauseOutOfBoundsIsBroughtWithin() {
    #expect(decide(.snoozed(micros: .max)).runAt == Timestamp(micros: 1_000 + Limits.durationMicrosMax))
    #expect(decide(.snoozed(micros: .min)).runAt == Timestamp(micros: 1_000))
    #expect(decide(.released(delayMicros: .max)).runAt == Timestamp(micros: 1_000 + Limits.durationMicrosMax))
  }

  @Test func whatIsDiscardedIsNotTriedAgain() {
    let failure = JobFailure(code: "bad", message: "no use")
    let transition = decide(.discarded(failure), rule: twice)
    #expect(transition.next == .failed && transition.reason == .error && transition.failure == failure)
    #expect(decide(.httpFailed(failure), rule: twice).next == .retrying)
    #expect(decide(.httpFailed(failure)).reason == .http)
    #expect(decide(.stuck(failure), rule: twice).reason == .stuck)
  }

  /// It may still be there: whatever was asked of it, nothing is started beside it.
  @Test(arguments: [nil, .cancel, .timeout, .deadline, .shutdown] as [StopCause?])
  func whatDoesNotDieIsLostAndNotTriedAgain(_ cause: StopCause?) {
    let transition = decide(.unkillable(pid: 7), cause: cause, rule: twice)
    #expect(transition.next == .failed && transition.reason == .lost && transition.outcome == .lost)
    #expect(transition.failure?.message.contains("process 7") == true)
  }
}
