// How attempts elsewhere end: they are told to, somebody says that they have, or the clock does it.

/// The ends of leases.
enum LeaseEnds {
  /// Tells whoever has the attempt of a job to end it. It ends by itself after `graceMicros`; an external one, which
  /// nobody has, at once.
  static func stop(
    _ job: JobRow, _ cause: StopCause, reason: String?, graceMicros: Int64?, _ tx: Transaction
  ) throws(StoreError) {
    guard let row = try Leases.row(of: job.id, tx) else { return }
    var grace = graceMicros
    if grace == nil { grace = try Specs.decisive(job.id, tx).graceMicros }
    let toldAt = tx.terms.steady.now
    let endAt = toldAt.advanced(byMicros: max(0, grace ?? tx.terms.graceMicros))
    var stop = LeaseRow.Stop(cause: cause, reason: reason, toldAt: toldAt, endAt: endAt)
    if let earlier = row.stop {
      // The stronger cause counts, and the earlier end.
      if earlier.cause >= cause { (stop.cause, stop.reason) = (earlier.cause, earlier.reason) }
      stop.endAt = graceMicros == nil ? earlier.endAt : min(earlier.endAt, endAt)
    }
    var told = row
    told.stop = stop
    if row.isExternal || stop.endAt <= toldAt {
      try end(job, told, .stopped, tx)
      return
    }
    Leases.change(told, from: row, tx)
    tx.after.commit.leaseNews.insert(job.id)
  }

  /// Ends the attempt as any other: decided by Policy/Completion, applied by `Apply`.
  ///
  /// - Parameter more: what else is known of its end.
  @discardableResult
  static func end(
    _ job: JobRow, _ row: LeaseRow, _ outcome: Outcome, _ tx: Transaction,
    with more: (inout AttemptEnd) -> Void = { _ in }
  ) throws(StoreError) -> Transition {
    tx.ledger.leases.renewals[job.id] = nil
    tx.ledger.leases.stops[job.id] = nil
    let claimed = ClaimedJob(job, try Specs.decisive(job.id, tx), tx)
    var end = AttemptEnd(outcome: outcome, finishedAt: max(tx.now, job.begunAt))
    end.stopCause = row.stop?.cause
    end.cancelReason = row.stop?.reason
    switch outcome {
    // Its worker did not say so, and not how much it wrote.
    case .lost, .stopped: end.log = tx.terms.attemptLog(claimed.fence)
    default: break
    }
    more(&end)
    var transition = Completion.decide(
      claimed, end, isCancelRequested: job.flags.isCancelEffective, chance: Double.random(in: 0..<1))
    transition.keepForMicros = claimed.spec.keepForMicros ?? tx.terms.keepForMicros
    if case .lost = outcome, transition.reason == .lost {
      transition.failure = JobFailure(code: "lost", message: "the lease of its worker ran out")
      transition.note(claimed.spec.fault)
    }
    if try !Apply.end(transition, tx) {
      throw .illegal(statement: "job", message: "the leased attempt of job \(job.id) is not the live one")
    }
    return transition
  }

  /// What the clock does to attempts elsewhere, as many of them as one transaction takes; what is left is due at once
  /// again.
  static func promote(_ tx: Transaction) throws(StoreError) {
    let now = tx.terms.steady.now
    let max = Limits.promoteBatchMax + tx.course.setAside.count
    let found = try tx.search { rows throws(StoreError) in
      try rows.times.due(.leaseDeadline, by: tx.now, max: max) + rows.times.due(.lease, by: now, max: max)
    }
    let due = found.map { JobID($0) }
    if tx.isPieceDone { return }
    var wants = Wants()
    let most = tx.room(forWorkOf: 20, max: Limits.promoteBatchMax)
    wants.jobs = Array(due.lazy.filter { !tx.course.setAside.contains(.job($0)) }.prefix(most))
    (wants.leases, wants.decisive) = (wants.jobs, wants.jobs)
    try tx.readAheadOfTurn(wants)
    var more = Wants()
    for job in wants.jobs { more.addEnd(of: job, tx) }
    try tx.readAheadOfTurn(more)
    for id in due {
      if tx.isPieceDone { break }
      guard let job = try Due.take(id, tx), job.state == .running, let row = try Leases.row(of: id, tx) else {
        continue
      }
      try promote(job, row, now: now, tx)
      try Due.noteDone(tx)
    }
    try Settlement.run(tx)
  }

  private static func promote(
    _ job: JobRow, _ row: LeaseRow, now: Timestamp, _ tx: Transaction
  ) throws(StoreError) {
    if let stop = row.stop, stop.endAt <= now {
      try end(job, row, .stopped, tx)
    } else if row.stop == nil, let cause = row.limit(now: now, wall: tx.now) {
      try stop(job, cause, reason: nil, graceMicros: nil, tx)
    } else if let expiry = row.expiresAt, expiry.advanced(byMicros: Limits.leaseMarginMicros) <= now {
      if let renewed = tx.ledger.leases.renewals[job.id], renewed > now {
        Leases.renew(row, until: renewed, tx)
      } else {
        try end(job, row, .lost, tx)
      }
    }
  }
}
