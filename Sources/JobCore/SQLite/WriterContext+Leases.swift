// Attempts that are carried out outside of jobd: they begin with a lease, go on as long as it is renewed, and end by the
// word of whoever has them, or by the clock.

extension WriterContext {
  func lease(_ id: JobID) throws(StoreError) -> LeaseRow? {
    let statement = try statement(LeaseSQL.get)
    statement.bind(1, id.value)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return LeaseRow(statement)
  }

  /// The lease that `fence` proves, and the facts of its job; `nil` if it proves none any more.
  func lease(of fence: ClaimFence) throws(StoreError) -> (row: LeaseRow, facts: JobRow)? {
    guard let facts = try Apply.live(fence.fence, self), let row = try lease(fence.job), row.holds(fence.secret) else {
      return nil
    }
    return (row, facts)
  }

  /// Notes that a job that has just been claimed is carried out elsewhere.
  func beginLease(
    _ job: ClaimedJob, _ row: LeaseRow, worker: String? = nil, claimedBy: String? = nil
  ) throws(StoreError) {
    let statement = try statement(LeaseSQL.insert)
    statement.bind(1, job.id.value)
    statement.bind(2, row.secret)
    statement.bind(3, row.micros)
    statement.bind(4, row.beganAt.micros)
    statement.bind(5, row.expiresAt?.micros)
    statement.bind(6, row.timeoutAt?.micros)
    statement.bind(7, row.deadline?.micros)
    statement.bind(8, row.wakeAt?.micros)
    statement.bind(9, worker)
    statement.bind(10, claimedBy)
    try statement.run()
    ledger.times.noteDue(row.wakeAt.map(terms.steady.wall))
    ledger.times.noteDue(row.deadline)
  }

  /// Says that whoever has the attempt is alive; its lease runs from now on.
  ///
  /// What is stored reaches a third further than what is answered, so that it is written only now and then, and is
  /// never earlier than what was answered.
  ///
  /// - Parameter isWritten: false when the disk takes nothing: it is remembered until it does.
  func heartbeat(_ fence: ClaimFence, isWritten: Bool = true) throws(StoreError) -> LeaseState {
    guard let (row, _) = try lease(of: fence), let micros = row.micros else { return .stale(fence) }
    let promised = terms.steady.now.advanced(byMicros: micros)
    if !isWritten {
      ledger.leases.renewals[fence.job] = promised
    } else if !row.isTouched || row.expiresAt.map({ promised > $0 }) ?? true {
      ledger.leases.renewals[fence.job] = nil
      try renew(fence.job, row, until: promised.advanced(byMicros: micros / 3))
    }
    let unwritten = ledger.leases.stops[fence.job].flatMap { $0.start == fence.fence.start ? $0.cancel : nil }
    var lease = Lease(
      fence: fence, micros: micros, expiresAt: now.advanced(byMicros: micros), cancel: row.cancel ?? unwritten)
    lease.holder = LeaseHolder(job: fence.job, worker: row.worker, identity: row.claimedBy ?? "")
    return .live(lease)
  }

  private func renew(_ id: JobID, _ row: LeaseRow, until moment: Timestamp) throws(StoreError) {
    var row = row
    row.expiresAt = moment
    let statement = try statement(LeaseSQL.renew)
    statement.bind(1, id.value)
    statement.bind(2, row.expiresAt?.micros)
    statement.bind(3, row.wakeAt?.micros)
    try statement.run()
    ledger.times.isNextDueStale = true
  }

  /// Tells whoever has the attempt to end it. It ends by itself after `graceMicros`; an external one, which nobody
  /// has, at once.
  func stopLease(
    _ id: JobID, _ facts: JobRow, _ cause: StopCause, reason: String?, graceMicros: Int64?
  ) throws(StoreError) {
    guard var row = try lease(id) else { return }
    var grace = graceMicros
    if grace == nil { grace = try Specs.decisive(id, self).graceMicros }
    let toldAt = terms.steady.now
    let endAt = toldAt.advanced(byMicros: max(0, grace ?? terms.graceMicros))
    if let stop = row.stop {
      // The stronger cause counts, and the earlier end.
      let isStronger = stop.cause < cause
      row.stop = (
        isStronger ? cause : stop.cause, isStronger ? reason : stop.reason, toldAt,
        graceMicros == nil ? stop.endAt : min(stop.endAt, endAt)
      )
    } else {
      row.stop = (cause, reason, toldAt, endAt)
    }
    if row.isExternal || (row.stop?.endAt ?? endAt) <= toldAt {
      try endLease(id, facts, row, .stopped)
      return
    }
    let statement = try statement(LeaseSQL.stop)
    statement.bind(1, id.value)
    statement.bind(2, row.stop?.cause.rawValue)
    statement.bind(3, row.stop?.reason)
    statement.bind(4, row.stop?.endAt.micros)
    statement.bind(5, row.wakeAt?.micros)
    statement.bind(6, row.stop?.toldAt.micros)
    try statement.run()
    ledger.times.isNextDueStale = true
    commit.leaseNews.insert(id)
  }

  /// The limits of a running attempt have been edited.
  func limitLease(_ id: JobID, timeoutMicros: Int64?, deadline: Timestamp?) throws(StoreError) {
    guard var row = try lease(id) else { return }
    row.timeoutAt = timeoutMicros.map { row.beganAt.advanced(byMicros: $0) }
    row.deadline = deadline
    let statement = try statement(LeaseSQL.limit)
    statement.bind(1, id.value)
    statement.bind(2, row.timeoutAt?.micros)
    statement.bind(3, row.deadline?.micros)
    statement.bind(4, row.wakeAt?.micros)
    try statement.run()
    ledger.times.isNextDueStale = true
  }

  /// What the clock does to attempts elsewhere, as many of them as one transaction takes; what is left is due at once
  /// again.
  func promoteLeases() throws(StoreError) {
    let steadyNow = terms.steady.now
    for id in try dueIDs(LeaseSQL.overdue, now) + dueIDs(LeaseSQL.due, steadyNow) {
      if isPieceDone { break }
      guard setAside.takes(.job(id)), let facts = try facts(id), facts.state == .running, let row = try lease(id)
      else { continue }
      if let stop = row.stop, stop.endAt <= steadyNow {
        try endLease(id, facts, row, .stopped)
      } else if row.stop == nil, let cause = row.limit(now: steadyNow, wall: now) {
        try stopLease(id, facts, cause, reason: nil, graceMicros: nil)
      } else if let expiry = row.expiresAt, expiry.advanced(byMicros: Limits.leaseMarginMicros) <= steadyNow {
        if let renewed = ledger.leases.renewals[id], renewed > steadyNow {
          try renew(id, row, until: renewed)
        } else {
          try endLease(id, facts, row, .lost)
        }
      }
      try Settlement.run(self)
      try flush()
    }
  }

  /// Ends the attempt as any other: decided by Policy/Completion, applied by `apply`.
  ///
  /// - Parameter end: more that is known of it.
  @discardableResult
  func endLease(
    _ id: JobID, _ facts: JobRow, _ row: LeaseRow, _ outcome: Outcome,
    with more: (inout AttemptEnd) -> Void = { _ in }
  ) throws(StoreError) -> Transition {
    ledger.leases.renewals[id] = nil
    ledger.leases.stops[id] = nil
    let job = claimedJob(id, facts, try Specs.decisive(id, self))
    var end = AttemptEnd(outcome: outcome, finishedAt: max(now, facts.begunAt))
    end.stopCause = row.stop?.cause
    end.cancelReason = row.stop?.reason
    switch outcome {
    // Its worker did not say so, and not how much it wrote.
    case .lost, .stopped: end.log = terms.attemptLog(job.fence)
    default: break
    }
    more(&end)
    var transition = Completion.decide(
      job, end, isCancelRequested: facts.flags.isCancelEffective, chance: Double.random(in: 0..<1))
    transition.keepForMicros = job.spec.keepForMicros ?? terms.keepForMicros
    if case .lost = outcome, transition.reason == .lost {
      transition.failure = JobFailure(code: "lost", message: "the lease of its worker ran out")
    }
    if try !Apply.end(transition, self) {
      throw .illegal(statement: "job", message: "the leased attempt of job \(id) is not the live one")
    }
    return transition
  }

  /// The running attempt of a job as a claim gave it out, with those of its parents that are given.
  func claimedJob(_ id: JobID, _ facts: JobRow, _ spec: NewJob, parents: [ParentResult] = []) -> ClaimedJob {
    var spec = spec
    spec.queue = ledger.queues[facts.queue]?.name ?? ""
    spec.priority = facts.priority
    spec.isShielded = facts.flags.contains(.shielded)
    spec.deadline = facts.deadline
    return ClaimedJob(
      fence: Fence(job: id, start: facts.starts, boot: facts.boot ?? 0), attempt: facts.attempt,
      maxAttempts: facts.maxAttempts, startedAt: facts.begunAt, createdAt: facts.createdAt,
      queueID: facts.queue, spec: spec, parents: parents, lane: facts.links.lane)
  }
}

extension LeaseRow {
  var cancel: Lease.Cancel? {
    stop.map { Lease.Cancel(cause: $0.cause, reason: $0.reason) }
  }
}
