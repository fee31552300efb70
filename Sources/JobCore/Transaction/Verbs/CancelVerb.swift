// Cancel: what waits ends at once, what runs is told to stop, and its end decides.

/// The cancel of one job.
enum CancelVerb {
  static func job(
    _ id: JobID, _ options: CancelOptions, _ tx: Transaction
  ) throws(StoreError) -> VerbAnswer<CancelAnswer> {
    guard let job = try tx.job(id) else { return .notFound }
    let decision = CancelPolicy.decide(
      state: job.state, isShielded: job.flags.contains(.shielded), isForced: options.isForced)
    if let reason = options.reason, decision == .cancelNow || decision == .stopAttempt {
      Specs.setCancelReason(reason, of: id, tx)
    }
    switch decision {
    case .refuse: return .invalidState(job.state)
    case .cancelNow:
      let reason: Reason = options.isOutOfTime ? .timeout : .cancel
      try End.job(job, as: .cancelled, reason: reason, adding: .cancelRequested, tx)
      return .done(CancelAnswer(isAccepted: true, isAbsorbed: false, state: .cancelled))
    case .absorb:
      if !job.flags.contains(.cancelRequested) { try tx.setFlags([.cancelRequested, .cancelAbsorbed], of: id) }
      return .done(CancelAnswer(isAccepted: true, isAbsorbed: true, state: .running))
    case .stopAttempt: return try stop(job, options, tx)
    }
  }

  private static func stop(
    _ job: JobRow, _ options: CancelOptions, _ tx: Transaction
  ) throws(StoreError) -> VerbAnswer<CancelAnswer> {
    let wasCancelled = job.flags.isCancelEffective
    var added: JobFlags = .cancelRequested
    // Who came first has cancelled it.
    if options.isOutOfTime && !wasCancelled { added.insert(.batchTimedOut) }
    // What is told to end goes on for that.
    try tx.setFlags(added, clearing: [.cancelAbsorbed, .paused, .pausedAlong], of: job.id)
    if job.isLeased {
      guard let job = try tx.job(job.id) else { return .notFound }
      try LeaseEnds.stop(
        job, .cancel, reason: options.reason, graceMicros: options.graceMicros ?? (options.isForced ? 0 : nil), tx)
      let state = try tx.job(job.id)?.state ?? .cancelled
      return .done(CancelAnswer(isAccepted: true, isAbsorbed: false, state: state))
    }
    tx.after.commit.stops.append(
      StopRequest(
        fence: Fence(job: job.id, start: job.starts, boot: job.boot ?? 0), cause: .cancel, reason: options.reason,
        // Who says it again, and with force, does not want to wait.
        graceMicros: options.graceMicros ?? (options.isForced && wasCancelled ? 0 : nil)))
    return .done(CancelAnswer(isAccepted: true, isAbsorbed: false, state: .running))
  }

  /// Notes a cancel that has been told to the attempt already, and may have ended it.
  ///
  /// - Parameter boot: of that attempt: a power cut may have taken its start along, and another boot has given the
  ///   number to another one. `nil` if it is not known.
  static func record(
    _ id: JobID, start: Int, boot: Int64?, _ options: CancelOptions, _ tx: Transaction
  ) throws(StoreError) {
    guard let job = try tx.job(id), job.starts == start else { return }
    if let boot, let other = job.boot, boot != other { return }
    if !job.state.isTerminal {
      _ = try CancelVerb.job(id, options, tx)
      return
    }
    try tx.setFlags(.cancelRequested, of: id)
    if job.state == .cancelled, let reason = options.reason { Specs.setCancelReason(reason, of: id, tx) }
  }
}
