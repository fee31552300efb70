// Cancel, release, run, retry and edit: each reads the facts, asks the policy, and writes, in one transaction.

extension WriterContext {
  func cancel(_ id: JobID, _ options: CancelOptions) throws(StoreError) -> VerbAnswer<CancelAnswer> {
    guard let facts = try facts(id) else { return .notFound }
    let decision = CancelPolicy.decide(
      state: facts.state, isShielded: facts.flags.contains(.shielded), isForced: options.isForced)
    if let reason = options.reason, decision == .cancelNow || decision == .stopAttempt {
      try setCancelReason(reason, of: id)
    }
    switch decision {
    case .refuse: return .invalidState(facts.state)
    case .cancelNow:
      let reason: Reason = options.isOutOfTime ? .timeout : .cancel
      try end(id, facts, as: .cancelled, reason: reason, adding: .cancelRequested)
      return .done(CancelAnswer(isAccepted: true, isAbsorbed: false, state: .cancelled))
    case .absorb:
      if !facts.flags.contains(.cancelRequested) {
        try setFlags([.cancelRequested, .cancelAbsorbed], of: id)
      }
      return .done(CancelAnswer(isAccepted: true, isAbsorbed: true, state: .running))
    case .stopAttempt:
      var added: JobFlags = .cancelRequested
      // Who came first has cancelled it.
      if options.isOutOfTime && !facts.flags.isCancelEffective { added.insert(.batchTimedOut) }
      try setFlags(added, clearing: .cancelAbsorbed, of: id)
      if facts.isLeased {
        guard let facts = try self.facts(id) else { return .notFound }
        try stopLease(
          id, facts, .cancel, reason: options.reason, graceMicros: options.graceMicros ?? (options.isForced ? 0 : nil))
        let state = try self.facts(id)?.state ?? .cancelled
        return .done(CancelAnswer(isAccepted: true, isAbsorbed: false, state: state))
      }
      commit.stops.append(
        StopRequest(
          fence: Fence(job: id, start: facts.starts, boot: facts.boot ?? 0), cause: .cancel, reason: options.reason,
          // Who says it again, and with force, does not want to wait.
          graceMicros: options.graceMicros ?? (options.isForced && facts.flags.isCancelEffective ? 0 : nil)))
      return .done(CancelAnswer(isAccepted: true, isAbsorbed: false, state: .running))
    }
  }

  func setCancelReason(_ reason: String?, of id: JobID) throws(StoreError) {
    let statement = try statement(SpecSQL.cancelReason)
    statement.bind(1, id.value)
    statement.bind(2, reason)
    try statement.run()
  }

  func move(_ id: JobID, _ move: JobMove) throws(StoreError) -> VerbAnswer<Void> {
    guard let facts = try facts(id) else { return .notFound }
    switch (move, facts.state) {
    case (.release, .held):
      let next = facts.pending > 0 ? .blocked : DependencyPolicy.released(runAt: facts.runAt?.micros, now: now)
      if facts.flags.contains(.hasLimit), let rule = try jobTerms(id).limit { _ = try limitID(rule) }
      try self.move(id, facts, to: next, reason: nil)
    case (.run, .queued): break
    case (.run, .scheduled), (.run, .retrying):
      try self.move(id, facts, to: .queued, reason: nil, forgetsDue: true)
    case (.retry, .failed), (.retry, .cancelled), (.retry, .skipped):
      // What has been cancelled is not begun anew before it has ended: the cancel would reach it again, or forget it.
      if let batch = facts.links.batch, try isCancelling(batch) { return .batchCancelling(BatchID(batch)) }
      if let full = checkRoom(in: facts.queue) { return full }
      if let taken = try takeKeyBack(id, facts) { return taken }
      if facts.flags.contains(.hasCallbacks), let job = try reading.job(id) {
        try renewCallbacks(of: .job(id), after: CallbackEnd(job))
      }
      if facts.flags.contains(.cancelRequested) { try setCancelReason(nil, of: id) }
      // One more attempt than it had, or than it was allowed, whichever is more; and the cancel is forgotten.
      try self.move(
        id, facts, to: .queued, reason: nil, maxAttempts: max(facts.maxAttempts, facts.attempt + 1),
        clearing: [.cancelRequested, .cancelAbsorbed, .hasResult, .timedOut, .batchTimedOut, .seen])
      try clearPastDeadline(id, facts)
    default: return .invalidState(facts.state)
    }
    return .done(())
  }

  /// What `verb` answers: the job as it is now. Read here, in the verb's own transaction: after the commit there is
  /// nothing left that could fail, and a verb that was carried out is not called a failure.
  func shown(_ id: JobID, after verb: VerbAnswer<Void>) throws(StoreError) -> VerbAnswer<Job> {
    try verb.map { () throws(StoreError) in
      guard let job = try reading.job(id) else {
        throw .illegal(statement: "job", message: "job \(id) is gone after a verb that does not remove it")
      }
      return job
    }
  }

  /// A job that runs again needs its unique key again; somebody else may have it by now.
  private func takeKeyBack(_ id: JobID, _ facts: JobRow) throws(StoreError) -> VerbAnswer<Void>? {
    guard facts.flags.contains(.hasUniqueKey), let rule = try jobTerms(id).unique else { return nil }
    if let holder = try UniqueKeys.holder(rule.key, self), holder.id != id,
      holder.state.map({ !$0.isTerminal }) ?? false
    {
      return .duplicate(key: rule.key, holder: holder.id)
    }
    change(.take(rule.key, id))
    return nil
  }

  /// A job that is retried by hand after its deadline would expire at once.
  private func clearPastDeadline(_ id: JobID, _ facts: JobRow) throws(StoreError) {
    guard let deadline = facts.deadline else { return }
    ledger.times.noteDue(deadline)
    guard deadline <= now, let job = try job(id) else { return }
    try edit(job, to: .queued) { $0.deadline = nil }
    ledger.times.isNextDueStale = true
  }

  /// Changes where a job stands, and when it is due; what follows from that in memory is the caller's.
  func edit(_ job: JobRow, to state: JobState, _ change: (inout JobRow) -> Void) throws(StoreError) {
    let reason = state == .retrying ? job.reason : nil
    let readyAt = state == .queued && job.state != .queued ? ledger.times.nextReadyAt(now) : nil
    _ = try Move.write(job, to: state, reason: reason, self) { row in
      let due = row.runAt
      change(&row)
      row.readyAt = readyAt ?? row.readyAt
      if state == .queued || row.runAt != due { row.pausedAt = nil }
    }
  }
}
