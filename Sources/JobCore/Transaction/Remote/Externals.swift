// External jobs: they run nothing, so they start as soon as they may, whatever the slots, and end by somebody's word.

/// External jobs.
enum Externals {
  /// Starts those that may start; so many at a time, the rest in transactions of their own.
  static func start(_ tx: Transaction) throws(StoreError) {
    guard !tx.ledger.claims.startsNothing, let queues = tx.ledger.claims.lanes[Lane.external] else { return }
    try LimitKeys.admit(tx)
    var admission = Admission(ClaimRoom(slots: .max), slotsTotal: tx.terms.slotsTotal)
    let hasAging = queues.contains { tx.ledger.queues[$0]?.settings.agingMicros != nil }
    let most = Candidates.share(lines: queues.count, hasAging: hasAging)
    let candidates = try Candidates.look(
      Candidates.looks(Lane.external, in: queues, isWeightless: true, max: most, tx), tx)
    var wants = Wants()
    wants.decisive = candidates.prefix(tx.room(forWorkOf: 12, max: most)).map { JobID($0.id) }
    try tx.readAhead(wants)
    var hasMoved = false
    // Where jobs age, the look may be a piece by itself, and would be so again each time.
    let isLookLong = tx.isPieceDone
    for candidate in candidates {
      if isLookLong ? hasMoved && tx.isExhausted : tx.isPieceDone {
        tx.ledger.claims.news.hasExternalNews = true
        break
      }
      switch try Start.job(candidate, &admission, tx) {
      case .claimed(let start):
        try begin(start.job.row, tx)
        hasMoved = true
      // It stood where another may stand now.
      case .gone: (tx.ledger.claims.news.hasExternalNews, hasMoved) = (true, true)
      case .passed: break
      }
      try Settlement.run(tx)
    }
    let token = admission.nextTokenAt
    tx.ledger.times.nextRemoteToken = [tx.ledger.times.nextRemoteToken, token].compactMap(\.self).min()
    // Only after some have moved: what is held back now is held back in the next transaction too.
    if hasMoved && candidates.count >= most { tx.ledger.claims.news.hasExternalNews = true }
  }

  private static func begin(_ job: JobRow, _ tx: Transaction) throws(StoreError) {
    let begun = tx.terms.steady.now
    let spec = try Specs.decisive(job.id, tx)
    let row = LeaseRow(
      job: job.id, secret: "", micros: nil, now: begun, timeoutMicros: spec.timeoutMicros, deadline: job.deadline)
    Leases.begin(row, tx)
    if let fault = spec.fault { return try Unreadable.end(job, row, fault, tx) }
    // asyncio: a limit of 0 never starts the work.
    if let cause = row.limit(now: begun, wall: tx.now) {
      try LeaseEnds.stop(job, cause, reason: nil, graceMicros: 0, tx)
    }
  }

  /// Ends an external job.
  static func end(_ id: JobID, _ end: RemoteEnd, _ tx: Transaction) throws(StoreError) -> VerbAnswer<Void> {
    guard let job = try tx.job(id) else { return .notFound }
    guard job.kind == .external else {
      return .invalid([FieldFault(field: "id", detail: "job \(id) is not external: it ends when its work does")])
    }
    guard job.state == .running, let row = try Leases.row(of: id, tx) else { return .invalidState(job.state) }
    try LeaseEnds.end(job, row, end.outcome, tx)
    return .done(())
  }
}
