// What is against the edit of a job, found out before any of it is written.

/// The look at a job that is to be edited.
enum EditCheck {
  /// Why it cannot be edited so; `nil` if it can. What is said about its parents is looked at by itself: `ParentsEdit`.
  static func refusal(
    _ patch: JobPatch, _ job: JobRow, _ tx: Transaction
  ) throws(StoreError) -> VerbAnswer<Void>? {
    if let seen = patch.seenRev, seen != job.rev, !job.state.isTerminal { return .changedMeanwhile }
    // The priority of a running job is that of its next attempt.
    let isTooLate = job.state == .running && EditPolicy.needsWaiting(patch)
    if job.state.isTerminal || isTooLate { return .invalidState(job.state) }
    if patch.after != nil, job.state != .blocked && job.state != .held { return .invalidState(job.state) }
    if let refused = try work(patch, job, tx) { return refused }
    if let fault = limitFault(patch, tx) { return .invalid([fault]) }
    if let name = patch.queue, let refused = queue(name, job, tx) { return refused }
    if let retry = patch.retry, retry.maxAttempts <= job.attempt { return .attemptsUsed(job.attempt) }
    return try timeout(patch, job, tx)
  }

  // MARK: What it does

  /// What is against the job's doing what it then does, where it then is.
  private static func work(
    _ patch: JobPatch, _ job: JobRow, _ tx: Transaction
  ) throws(StoreError) -> VerbAnswer<Void>? {
    let goesElsewhere = patch.queue.map { tx.ledger.queues.id(of: $0) != job.queue } ?? false
    guard EditPolicy.rewrites(patch) || goesElsewhere || patch.callbacks != nil else { return nil }
    let stored = try Specs.decisive(job.id, tx)
    let spec = EditPolicy.edited(stored, patch)
    if EditPolicy.rewrites(patch) {
      if let fault = EditPolicy.fault(of: patch, ofKind: job.kind) { return .invalid([fault]) }
      // As a whole: an executor is for handlers, a directory for processes, and what cannot be read stays as it is.
      let faults = spec.ownFaults()
      if !faults.isEmpty { return .invalid(faults) }
    }
    if patch.work != nil || patch.executor != nil, let fault = tx.terms.workFault(spec.work, spec.executor) {
      return .invalid([fault])
    }
    guard patch.changesWhatRuns || goesElsewhere || patch.callbacks != nil else { return nil }
    let queue = patch.queue.map { QueueUser.of($0, tx) } ?? tx.ledger.queues[job.queue]?.settings.runAs
    // Most jobs run as nobody else, and nothing has to be read of whom they call.
    if queue == nil && spec.runAs == nil { return nil }
    let callbacks = if let given = patch.callbacks { given } else { try ownCallbacks(job, tx) }
    let fault = RunAsPolicy.fault(
      job: spec.runAs, queue: queue, work: spec.work, executor: spec.executor, callbacks: callbacks)
    return fault.map { .invalid([$0]) }
  }

  /// Those that the job was submitted with, or was given, and that are still to be called.
  private static func ownCallbacks(_ job: JobRow, _ tx: Transaction) throws(StoreError) -> [Callback] {
    guard job.flags.contains(.hasCallbacks) else { return [] }
    return try Callbacks.of(.job(job.id), tx).filter(\.isOfNextEnd).map(\.status.callback)
  }

  // MARK: What it shares with others

  private static func limitFault(_ patch: JobPatch, _ tx: Transaction) -> FieldFault? {
    guard case .set(let rule)? = patch.limit, tx.ledger.limits.id(of: rule.key) == nil,
      tx.ledger.limits.count >= Limits.limitKeysMax
    else { return nil }
    return FieldFault(field: "limit.key", detail: "there are \(Limits.limitKeysMax) keys in use already")
  }

  private static func queue(_ name: String, _ job: JobRow, _ tx: Transaction) -> VerbAnswer<Void>? {
    if !tx.ledger.queues.hasRoom(for: name) { return .invalid([.tooManyQueues]) }
    guard let id = tx.ledger.queues.id(of: name), id != job.queue else { return nil }
    return tx.ledger.queues[id]?.bound(passedBy: 1).map { .queueFull(name: name, max: $0) }
  }

  // MARK: Its time

  /// It would have been stopped long ago: an edit does not do that, a cancel does.
  private static func timeout(
    _ patch: JobPatch, _ job: JobRow, _ tx: Transaction
  ) throws(StoreError) -> VerbAnswer<Void>? {
    guard job.state == .running, case .set(let micros) = patch.timeoutMicros else { return nil }
    let ran = try ranMicros(job, tx)
    return micros <= ran ? .timePassed(ranMicros: ran) : nil
  }

  /// For how long its attempt has run. One that runs here is only known by the wall clock, which may have been set back.
  private static func ranMicros(_ job: JobRow, _ tx: Transaction) throws(StoreError) -> Int64 {
    if job.isLeased, let row = try Leases.row(of: job.id, tx) { return tx.terms.steady.now.micros(since: row.beganAt) }
    return max(0, tx.now.micros(since: job.begunAt))
  }
}
