// External jobs: they run nothing, so they start as soon as they may, whatever the slots, and end by somebody's word.

extension WriterContext {
  /// Starts the external jobs that may start; so many at a time, the rest in transactions of their own.
  func startExternals() throws(StoreError) {
    guard !ledger.isDraining, let queues = ledger.claims.lanes[Lane.external] else { return }
    try admitLimits()
    var admission = Admission(ClaimRoom(slots: .max), slotsTotal: terms.slotsTotal)
    let hasAging = queues.contains { ledger.queues[$0]?.settings.agingMicros != nil }
    let most = claimShare(lines: queues.count, hasAging: hasAging)
    let candidates = try look(looks(Lane.external, in: queues, isWeightless: true, max: most))
    var hasMoved = false
    for candidate in candidates {
      if isPieceDone {
        ledger.claims.news.hasExternalNews = true
        break
      }
      switch try claim(candidate, &admission) {
      case .claimed(let start):
        for job in try claimedJobs([start]) { try beginExternal(job) }
        hasMoved = true
      // It stood where another may stand now.
      case .gone: ledger.claims.news.hasExternalNews = true
      case .passed: break
      }
      try Settlement.run(self)
    }
    ledger.times.nextRemoteToken = [ledger.times.nextRemoteToken, admission.nextTokenAt].compactMap(\.self).min()
    // Only after some have moved: what is held back now is held back in the next transaction too.
    if hasMoved && candidates.count >= most { ledger.claims.news.hasExternalNews = true }
  }

  private func beginExternal(_ job: ClaimedJob) throws(StoreError) {
    let begun = terms.steady.now
    let row = LeaseRow(
      secret: "", micros: nil, now: begun, timeoutMicros: job.spec.timeoutMicros, deadline: job.spec.deadline)
    try beginLease(job, row)
    guard let cause = row.limit(now: begun, wall: now), let facts = try facts(job.id) else { return }
    // asyncio: a limit of 0 never starts the work.
    try stopLease(job.id, facts, cause, reason: nil, graceMicros: 0)
  }

  /// Ends an external job.
  func endExternal(_ id: JobID, _ end: RemoteEnd) throws(StoreError) -> VerbAnswer<Job> {
    guard let facts = try facts(id) else { return .notFound }
    guard facts.kind == .external else {
      return .invalid([FieldFault(field: "id", detail: "job \(id) is not external: it ends when its work does")])
    }
    guard facts.state == .running, let row = try lease(id) else { return .invalidState(facts.state) }
    try endLease(id, facts, row, end.outcome)
    guard let job = try reading.job(id) else { return .notFound }
    return .done(job)
  }
}

extension RemoteEnd {
  var outcome: Outcome {
    switch self {
    case .completed(let result): .returned(result: result)
    case .failed(let failure, _, true): .threw(failure)
    case .failed(let failure, _, false): .discarded(failure)
    case .released(let micros): .released(delayMicros: micros)
    }
  }
}
