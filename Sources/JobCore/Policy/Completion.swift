// From how an attempt ended to what becomes of its job. Pure: the clock and chance are parameters.

/// Decides what an attempt's end means for its job.
///
/// The rules are asyncio's: a value returned in spite of a request to stop wins; an error raised in spite of it is
/// that error; only what ended because of the request is cancelled, timed out or interrupted.
enum Completion {
  /// What becomes of the job.
  ///
  /// - Parameter keepForMicros: how long the job is kept after its end, unless it says otherwise itself.
  static func decide(
    _ job: ClaimedJob, _ end: AttemptEnd, isCancelRequested: Bool, chance: Double,
    keepForMicros: Int64 = Limits.keepForMicrosDefault
  ) -> Transition {
    var transition = decided(job, end, isCancelRequested: isCancelRequested, chance: chance)
    transition.keepForMicros = job.spec.keepForMicros ?? keepForMicros
    return transition
  }

  private static func decided(
    _ job: ClaimedJob, _ end: AttemptEnd, isCancelRequested: Bool, chance: Double
  ) -> Transition {
    switch verdict(end) {
    case .succeeded(let result): return succeeded(job, end, result: result)
    case .cancelled: return cancelled(job, end)
    case .interrupted: return givenBack(job, end, .interrupted, next: .queued, reason: nil, pauseMicros: nil)
    case .shortage(let failure):
      let pause = RetryPolicy.shortagePauseMicros(after: job.startsGivenBack + 1)
      var transition = givenBack(job, end, .notStarted, next: .retrying, reason: .spawn, pauseMicros: pause)
      transition.failure = failure
      if isCancelRequested { return cancelled(job, end) }
      return transition
    case .postponed(let outcome, let next, let pause, let failure):
      if isCancelRequested { return cancelled(job, end) }
      var transition = givenBack(job, end, outcome, next: next, reason: nil, pauseMicros: pause)
      transition.failure = failure
      if case .heldBack(let lane, _) = end.outcome { transition.lane = lane }
      return transition
    case .hopeless(let failure):
      let reason: Reason = job.spec.work.kind == .http ? .http : .error
      return failed(job, end, reason, failure, mayRetry: false, chance: chance)
    case .failed(let reason, let failure):
      // There are never two attempts at once: a process that does not die keeps the next attempt from starting.
      var mayRetry = !isCancelRequested && end.stopCause != .deadline
      if case .unkillable = end.outcome { mayRetry = false }
      return failed(job, end, reason, failure, mayRetry: mayRetry, chance: chance)
    }
  }

  /// The last word on a transition, taken inside the transaction that applies it: a cancel that was accepted after
  /// the end was decided still keeps the job from running again.
  static func settle(_ transition: Transition, isCancelRequested: Bool) -> Transition {
    guard isCancelRequested, !transition.next.isTerminal else { return transition }
    var settled = transition
    settled.next = .cancelled
    settled.reason = .cancel
    settled.runAt = nil
    return settled
  }

  /// What is recorded in place of an end that the store does not take as it is: a failure, without what it brought.
  static func unrecorded(_ transition: Transition, because problem: String) -> Transition {
    var failed = transition
    failed.next = .failed
    failed.reason = .error
    failed.runAt = nil
    failed.outcome = .failed
    failed.failure = JobFailure(
      code: "unrecorded",
      message: "the attempt ended (\(transition.outcome.name)), but that could not be recorded: \(problem)")
    failed.hasResult = false
    failed.result = nil
    failed.followUps = []
    failed.progress = nil
    failed.http = nil
    failed.lane = nil
    return failed
  }

  private enum Verdict {
    case succeeded(result: [UInt8]?)
    case cancelled
    case interrupted
    case shortage(JobFailure)
    /// Not now, and not its fault.
    case postponed(AttemptOutcome, next: JobState, pauseMicros: Int64?, JobFailure?)
    case failed(Reason, JobFailure)
    /// Failed, and no other attempt would be of use.
    case hopeless(JobFailure)
  }

  private static func verdict(_ end: AttemptEnd) -> Verdict {
    switch end.outcome {
    case .exited(code: 0): return .succeeded(result: nil)
    case .returned(let result): return .succeeded(result: result)
    case .exited(let code):
      if let cause = end.stopCause, StopDeath.isOurs(exitCode: code) || cause == .shutdown { return stopped(cause) }
      return .failed(.exit, JobFailure(code: "exit", message: "exited with code \(code)"))
    case .signaled(let signal):
      if let cause = end.stopCause, StopDeath.isOurs(signal: signal) || cause == .shutdown { return stopped(cause) }
      return .failed(.signal, JobFailure(code: "signal", message: "ended by signal \(signal)"))
    case .stopped:
      let unasked = JobFailure(code: "cancelled", message: "ended as cancelled, although nobody had asked it to end")
      return end.stopCause.map(stopped) ?? .failed(.error, unasked)
    case .threw(let failure):
      if end.stopCause == .shutdown { return .interrupted }
      return .failed(.error, failure)
    case .discarded(let failure): return .hopeless(failure)
    case .httpFailed(let failure):
      if end.stopCause == .shutdown { return .interrupted }
      return .failed(.http, failure)
    case .stuck(let failure): return .failed(.stuck, failure)
    case .unkillable(let failure): return .failed(.lost, failure)
    case .snoozed, .heldBack, .unavailable, .released: return postponed(end)
    case .spawnFailed(let failure): return .failed(.spawn, failure)
    case .resourceShortage(let failure): return .shortage(failure)
    case .lost:
      // It was told to end, and it has: the recovery sees to that before it decides.
      if end.stopCause == .cancel { return .cancelled }
      return .failed(.lost, JobFailure(code: "lost", message: "jobd died while the attempt ran"))
    }
  }

  /// The time limit of an attempt runs from when a worker has it.
  private static func isBeforeItsTime(_ outcome: Outcome, _ cause: StopCause) -> Bool {
    if case .unavailable = outcome { cause == .timeout } else { false }
  }

  /// The verdict on an attempt that asked to be put off, unless it had been told to end for good.
  private static func postponed(_ end: AttemptEnd) -> Verdict {
    if let cause = end.stopCause, cause != .shutdown, !isBeforeItsTime(end.outcome, cause) { return stopped(cause) }
    switch end.outcome {
    case .snoozed(let micros):
      return .postponed(
        .snoozed, next: .scheduled, pauseMicros: min(max(0, micros), Limits.durationMicrosMax), nil)
    case .released(let micros) where micros > 0:
      return .postponed(.released, next: .scheduled, pauseMicros: min(micros, Limits.durationMicrosMax), nil)
    case .released: return .postponed(.released, next: .queued, pauseMicros: nil, nil)
    case .heldBack(_, let failure): return .postponed(.heldBack, next: .queued, pauseMicros: nil, failure)
    case .unavailable(let failure): return .postponed(.notStarted, next: .queued, pauseMicros: nil, failure)
    default: return .interrupted
    }
  }

  private static func stopped(_ cause: StopCause) -> Verdict {
    switch cause {
    case .cancel: .cancelled
    case .shutdown: .interrupted
    case .timeout: .failed(.timeout, JobFailure(code: "timeout", message: "ran into its time limit"))
    case .deadline: .failed(.timeout, JobFailure(code: "deadline", message: "was still running at its deadline"))
    }
  }

  private static func base(_ job: ClaimedJob, _ end: AttemptEnd, next: JobState, _ outcome: AttemptOutcome)
    -> Transition
  {
    var exitCode: Int32?
    var signal: Int32?
    if case .exited(let code) = end.outcome { exitCode = code }
    if case .signaled(let number) = end.outcome { signal = number }
    return Transition(
      fence: job.fence, attempt: job.attempt, startedAt: job.startedAt, next: next, outcome: outcome,
      exitCode: exitCode, signal: signal, finishedAt: end.finishedAt, pid: end.pid, log: end.log,
      hasResult: false, keepForMicros: 0, progress: end.progress, http: end.http,
      isTimedOut: end.stopCause == .timeout || end.stopCause == .deadline)
  }

  private static func succeeded(_ job: ClaimedJob, _ end: AttemptEnd, result: [UInt8]?) -> Transition {
    var transition = base(job, end, next: .succeeded, .succeeded)
    transition.result = result
    transition.hasResult = result != nil || end.hasResultFile
    return transition
  }

  private static func cancelled(_ job: ClaimedJob, _ end: AttemptEnd) -> Transition {
    var transition = base(job, end, next: .cancelled, .cancelled)
    transition.reason = .cancel
    transition.failure = JobFailure(code: "cancelled", message: end.cancelReason ?? "cancelled on request")
    return transition
  }

  private static func givenBack(
    _ job: ClaimedJob, _ end: AttemptEnd, _ outcome: AttemptOutcome, next: JobState, reason: Reason?,
    pauseMicros: Int64?
  ) -> Transition {
    var transition = base(job, end, next: next, outcome)
    transition.reason = reason
    transition.runAt = pauseMicros.map { end.finishedAt.advanced(byMicros: $0) }
    if outcome == .interrupted {
      transition.failure = JobFailure(code: "shutdown", message: "interrupted by a stop of jobd; runs again")
    }
    return transition
  }

  private static func failed(
    _ job: ClaimedJob, _ end: AttemptEnd, _ reason: Reason, _ failure: JobFailure, mayRetry: Bool, chance: Double
  ) -> Transition {
    let outcome: AttemptOutcome = reason == .timeout ? .timedOut : reason == .lost ? .lost : .failed
    var transition = base(job, end, next: .failed, outcome)
    transition.reason = reason
    transition.failure = failure
    let rule = job.spec.retry
    let allowed = RetryPolicy.allowsRetry(
      rule, attempt: job.attempt, maxAttempts: job.maxAttempts, reason: reason, exitCode: transition.exitCode)
    if job.spec.fault != nil {
      transition.note(job.spec.fault)
    } else if mayRetry && allowed {
      let pause = RetryPolicy.pauseMicros(rule, after: job.attempt, chance: chance)
      transition.next = .retrying
      transition.runAt = end.finishedAt.advanced(byMicros: pause)
    }
    return transition
  }
}

extension Transition {
  /// Says why nothing follows a failure, whatever was submitted: that cannot be read.
  mutating func note(_ fault: SpecFault?) {
    guard let unreadable = fault?.failure, let failure, failure != unreadable else { return }
    self.failure = JobFailure(code: failure.code, message: "\(failure.message); \(unreadable.message)").bounded
  }
}
