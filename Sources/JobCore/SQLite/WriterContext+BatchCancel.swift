// The cancel of a batch: marked at once, carried out a chunk at a time, and gone on with after a crash.

extension WriterContext {
  /// Marks the batch, so that none of its members starts and a restart goes on with it, and cancels the first chunk.
  func beginCancel(_ id: Int64, reason: String?) throws(StoreError) {
    mark(id, reason: reason)
    try cancelMembers(id, after: 0)
  }

  func mark(_ id: Int64, reason: String?) {
    ledger.batches[id]?.isCancelRequested = true
    ledger.batches[id]?.cancelReason = reason
    ledger.batches[id]?.isOpen = false
    ledger.batches.changed.insert(id)
    agenda.noteBatch(id)
    ledger.times.isNextDueStale = true
  }

  /// Cancels the next members; what is left follows in transactions of its own, so that nobody waits for all of it.
  func cancelMembers(_ id: Int64, after last: Int64) throws(StoreError) {
    // Done meanwhile, and maybe with a member that was retried by hand since.
    if try !isCancelling(id) { return }
    let statement = try statement(BatchSQL.memberStates)
    statement.bind(1, id)
    statement.bind(2, last)
    statement.bind(3, Limits.batchCancelChunk)
    var members: [(id: Int64, isEnded: Bool)] = []
    while try statement.step() {
      members.append((statement.int64(0), try JobState.stored(statement.int(1)).isTerminal))
    }
    var reached = last
    // It may be on behalf of something else that is due.
    let outer = setAside.current
    for member in members {
      if isPieceDone && reached > last { break }
      // One whose cancel would break a rule holds up none of the others.
      if !member.isEnded && setAside.takes(.job(JobID(member.id))) {
        try cancelMember(JobID(member.id), of: id)
        try flush()
      }
      reached = member.id
    }
    setAside.goBack(to: outer)
    let isAll = members.count < Limits.batchCancelChunk && reached == members.last?.id ?? last
    if !isAll { deferCancel(id, after: reached) }
  }

  /// Whether the batch is being cancelled, and has not ended yet.
  func isCancelling(_ id: Int64) throws(StoreError) -> Bool {
    guard let batch = try batchMemory(id) else { return false }
    return batch.isCancelling
  }

  /// Cancels, in a transaction of its own, a member that has absorbed the cancel of its batch and would run once more:
  /// the cancel has passed it already, and in a queue that nobody takes from it would wait for ever.
  func deferCancel(of job: JobID, in id: Int64) {
    later { context throws(StoreError) in
      if try context.isCancelling(id) { try context.cancelMember(job, of: id) }
    }
  }

  /// Cancels one member of a batch that is being cancelled.
  func cancelMember(_ job: JobID, of id: Int64) throws(StoreError) {
    var options = CancelOptions()
    let batch = ledger.batches[id]
    options.isOutOfTime = batch?.isTimedOut ?? false
    let what = options.isOutOfTime ? "the time of batch \(id) was up" : "batch \(id) was cancelled"
    options.reason = batch?.cancelReason ?? what
    _ = try CancelVerb.job(job, options, self)
  }

  /// Goes on with what the last boot did not come to the end of; so many batches at a time.
  func resumeBatchCancels(after last: Int64 = 0) throws(StoreError) {
    let statement = try statement(BatchSQL.cancelling)
    statement.bind(1, last)
    statement.bind(2, Limits.batchCancelChunk)
    var ids: [Int64] = []
    while try statement.step() { ids.append(statement.int64(0)) }
    for id in ids { deferCancel(id, after: 0) }
    guard ids.count == Limits.batchCancelChunk, let next = ids.last else { return }
    later { context throws(StoreError) in try context.resumeBatchCancels(after: next) }
  }

  func deferCancel(_ id: Int64, after last: Int64) {
    later { context throws(StoreError) in try context.cancelMembers(id, after: last) }
  }
}
