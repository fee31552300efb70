// The cancel of a batch: marked at once, carried out a chunk at a time, and gone on with after a crash.

/// Cancels batches.
enum BatchCancel {
  /// Marks the batch, so that none of its members starts and a restart goes on with it, and cancels the first chunk.
  static func begin(_ id: Int64, reason: String?, _ tx: Transaction) throws(StoreError) {
    mark(id, reason: reason, tx)
    try members(of: id, after: JobID(0), tx)
  }

  static func mark(_ id: Int64, reason: String?, _ tx: Transaction) {
    Batches.change(id, tx) { batch in
      batch.isCancelRequested = true
      batch.cancelReason = reason
      batch.isOpen = false
    }
    tx.agenda.noteBatch(id)
    tx.ledger.times.isNextDueStale = true
  }

  /// Cancels the next members; what is left follows in transactions of its own, so that nobody waits for all of it.
  static func members(of id: Int64, after last: JobID, _ tx: Transaction) throws(StoreError) {
    // Done meanwhile, and maybe with a member that was retried by hand since.
    if try !isCancelling(id, tx) { return }
    let members = try tx.search { rows throws(StoreError) in
      try rows.upkeep.jobs(.members(id), after: last, max: Limits.batchCancelChunk)
    }
    try readAhead(members, tx)
    var reached = last
    // It may be on behalf of something else that is due.
    let outer = tx.course.setAside.current
    for job in members {
      if tx.isPieceDone && reached > last { break }
      // One whose cancel would break a rule holds up none of the others.
      if job.mayBeLive && tx.course.setAside.takes(.job(job.id)) {
        try member(job.id, of: id, tx)
        try tx.flush()
      }
      reached = job.id
    }
    tx.course.setAside.goBack(to: outer)
    let isAll = members.count < Limits.batchCancelChunk && reached == members.last?.id ?? last
    if !isAll { deferMembers(of: id, after: reached, tx) }
  }

  /// Each that is cancelled is read, and written with what it had.
  private static func readAhead(_ members: [JobStanding], _ tx: Transaction) throws(StoreError) {
    if tx.isPieceDone { return }
    var wants = Wants()
    let most = tx.room(forWorkOf: 6, max: Limits.batchCancelChunk)
    let live = members.lazy.filter { $0.mayBeLive && !tx.course.setAside.contains(.job($0.id)) }
    wants.jobs = live.prefix(most).map(\.id)
    try tx.readAheadOfTurn(wants)
  }

  /// Whether the batch is being cancelled, and has not ended yet.
  static func isCancelling(_ id: Int64, _ tx: Transaction) throws(StoreError) -> Bool {
    try Batches.batch(id, tx)?.isCancelling ?? false
  }

  /// Cancels one member of a batch that is being cancelled.
  static func member(_ job: JobID, of id: Int64, _ tx: Transaction) throws(StoreError) {
    var options = CancelOptions()
    let batch = try Batches.batch(id, tx)
    options.isOutOfTime = batch?.isTimedOut ?? false
    let what = options.isOutOfTime ? "the time of batch \(id) was up" : "batch \(id) was cancelled"
    options.reason = batch?.cancelReason ?? what
    _ = try CancelVerb.job(job, options, tx)
  }

  // MARK: Later

  static func deferMembers(of id: Int64, after last: JobID, _ tx: Transaction) {
    tx.after.deferred.append(DeferredWork { tx throws(StoreError) in try members(of: id, after: last, tx) })
  }

  /// Cancels, in a transaction of its own, a member that has absorbed the cancel of its batch and would run once more:
  /// the cancel has passed it already, and in a queue that nobody takes from it would wait for ever.
  static func deferMember(_ job: JobID, of id: Int64, _ tx: Transaction) {
    tx.after.deferred.append(
      DeferredWork { tx throws(StoreError) in
        if try isCancelling(id, tx) { try member(job, of: id, tx) }
      })
  }

  /// Goes on with what the last boot did not come to the end of; so many batches at a time.
  static func resume(after last: Int64 = 0, _ tx: Transaction) throws(StoreError) {
    Batches.write(tx)
    let ids = try tx.search { rows throws(StoreError) in
      try rows.upkeep.numbers(.cancelledBatches, after: last, max: Limits.batchCancelChunk)
    }
    for id in ids { deferMembers(of: id, after: JobID(0), tx) }
    guard ids.count == Limits.batchCancelChunk, let next = ids.last else { return }
    tx.after.deferred.append(DeferredWork { tx throws(StoreError) in try resume(after: next, tx) })
  }
}
