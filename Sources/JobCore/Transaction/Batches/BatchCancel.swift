// The cancel of a batch: marked at once, carried out a chunk at a time, and gone on with after a crash.

/// Cancels batches.
enum BatchCancel {
  /// Where the cancel of a batch has come to.
  struct Line {
    let batch: Int64
    /// Up to this member.
    var after = JobID(0)
  }

  /// Marks the batch, so that none of its members starts and a restart goes on with it; its first members are cancelled
  /// with what follows from that.
  static func begin(_ id: Int64, reason: String?, _ tx: Transaction) {
    mark(id, reason: reason, tx)
    tx.agenda.noteCancel(id)
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

  /// Cancels the next members of these; what is left follows in transactions of their own, so that nobody waits for all
  /// of it.
  static func members(of lines: [Line], _ tx: Transaction) throws(StoreError) {
    if lines.isEmpty { return }
    try tx.readAheadOfTurn(Wants(batches: Set(lines.map(\.batch))))
    var open: [Line] = []
    // Others are done meanwhile, and maybe with a member that was retried by hand since.
    for line in lines where try isCancelling(line.batch, tx) { open.append(line) }
    if open.isEmpty { return }
    let most = max(Limits.batchCancelledTogetherMin, Limits.batchCancelChunk / open.count)
    let pages = try tx.search { [open] rows throws(StoreError) in
      try rows.upkeep.jobs(open.map { JobLine(list: .members($0.batch), after: $0.after, max: most) })
    }
    try readAhead(pages.flatMap(\.self), tx)
    var left: [Line] = []
    // It may be on behalf of something else that is due.
    let outer = tx.course.setAside.current
    for (index, line) in open.enumerated() {
      if let rest = try members(of: line, pages[index], max: most, isFirst: index == 0, tx) { left.append(rest) }
    }
    tx.course.setAside.goBack(to: outer)
    if !left.isEmpty { deferMembers(of: left, tx) }
  }

  /// Returns what is left of it; of the first there is progress in any case.
  private static func members(
    of line: Line, _ page: [JobStanding], max: Int, isFirst: Bool, _ tx: Transaction
  ) throws(StoreError) -> Line? {
    var reached = line
    for job in page {
      if tx.isPieceDone && !(isFirst && reached.after == line.after) { return reached }
      // One whose cancel would break a rule holds up none of the others.
      if job.mayBeLive && tx.course.setAside.takes(.job(job.id)) {
        try member(job.id, of: line.batch, tx)
        if tx.course.setAside.isWrittenAtOnce() { try tx.flush() }
      }
      reached.after = job.id
    }
    return page.count < max ? nil : reached
  }

  /// Each that is cancelled is read, and written with what it had.
  private static func readAhead(_ members: [JobStanding], _ tx: Transaction) throws(StoreError) {
    if tx.isPieceDone { return }
    let most = tx.room(forWorkOf: 12, max: Limits.readAheadMax, inPiece: true)
    let next = members.lazy.filter { $0.mayBeLive && !tx.course.setAside.contains(.job($0.id)) }.prefix(most).map(\.id)
    try tx.readAheadOfTurn(Wants(jobs: Array(next), terms: Array(next)))
    var more = Wants()
    for job in next { more.addEnd(of: job, tx) }
    try tx.readAheadOfTurn(more)
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

  static func deferMembers(of lines: [Line], _ tx: Transaction) {
    tx.after.deferred.append(DeferredWork { tx throws(StoreError) in try members(of: lines, tx) })
  }

  /// Cancels, in a transaction of its own, a member that has absorbed the cancel of its batch and would run once more:
  /// the cancel has passed it already, and in a queue that nobody takes from it would wait for ever.
  static func deferMember(_ job: JobID, of id: Int64, _ tx: Transaction) {
    tx.after.deferred.append(
      DeferredWork(wants: Wants(jobs: [job], terms: [job], batches: [id])) { tx throws(StoreError) in
        if try isCancelling(id, tx) { try member(job, of: id, tx) }
      })
  }

  /// Goes on with what the last boot did not come to the end of; so many batches at a time.
  static func resume(after last: Int64 = 0, _ tx: Transaction) throws(StoreError) {
    Batches.write(tx)
    let ids = try tx.search { rows throws(StoreError) in
      try rows.upkeep.numbers(.cancelledBatches, after: last, max: Limits.batchCancelChunk)
    }
    if !ids.isEmpty { deferMembers(of: ids.map { Line(batch: $0) }, tx) }
    guard ids.count == Limits.batchCancelChunk, let next = ids.last else { return }
    tx.after.deferred.append(DeferredWork { tx throws(StoreError) in try resume(after: next, tx) })
  }
}
