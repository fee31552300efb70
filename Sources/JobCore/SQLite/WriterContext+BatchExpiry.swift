// The end of batches: one that is done goes with the last of its members; one without members is kept for as long as a
// job, and longer only while it is open and somebody waits for it.

extension WriterContext {
  /// It has no members: from now on it is kept for as long as a job.
  func expireBatch(_ id: Int64) {
    expireBatch(id, at: now.advanced(byMicros: terms.keepForMicros))
  }

  private func expireBatch(_ id: Int64, at moment: Timestamp) {
    ledger.batches[id]?.expiresAt = moment
    ledger.batches.changed.insert(id)
    commit.noteExpiry(moment)
  }

  /// Members of the batch have been removed.
  func settleRemoved(_ id: Int64) throws(StoreError) {
    guard let batch = try batchMemory(id) else { return }
    if try hasMembers(id) { return }
    switch BatchPolicy.withoutMembers(isDone: batch.finishedAt != nil) {
    // The last of its callbacks takes it along.
    case .remove: if try !hasOpenCallbacks(id, batch) { try deleteBatch(id) }
    case .keepForAWhile: expireBatch(id)
    }
  }

  /// Removes up to `limit` batches without members whose time has passed.
  func pruneBatches(limit: Int) throws(StoreError) {
    let statement = try statement(BatchSQL.expired)
    statement.bind(1, now.micros)
    statement.bind(2, limit)
    var ids: [Int64] = []
    while try statement.step() { ids.append(statement.int64(0)) }
    for id in ids {
      // What this transaction has changed is in memory, and not in the rows yet.
      guard let batch = try batchMemory(id), let expiry = batch.expiresAt, expiry <= now else { continue }
      switch try need(of: id, batch) {
      case .needed: expireBatch(id, at: now.advanced(byMicros: Limits.pruneAgainMicros))
      case .none: try deleteBatch(id)
      // It has expired still: whoever removes comes again for it, and for the rest.
      case .unfinished: return
      }
    }
  }

  private func hasMembers(_ id: Int64) throws(StoreError) -> Bool {
    let members = try statement(BatchSQL.members)
    members.bind(1, id)
    members.bind(2, 0)
    members.bind(3, 1)
    guard try members.step() else { return false }
    members.reset()
    return true
  }

  private enum Need {
    case needed
    case none
    /// The transaction has done enough; where to go on is remembered.
    case unfinished
  }

  private func need(of id: Int64, _ batch: BatchMemory) throws(StoreError) -> Need {
    if batch.finishedAt == nil { return try lookForWaiting(id) }
    return try hasOpenCallbacks(id, batch) ? .needed : .none
  }

  private func hasOpenCallbacks(_ id: Int64, _ batch: BatchMemory) throws(StoreError) -> Bool {
    batch.hasCallbacks ? try hasDueCallbacks(.batch(BatchID(id))) : false
  }

  /// Looks for a job that waits for the batch, past those that have ended without it, of which there may be very many.
  /// What makes another one wait lets the look begin anew.
  private func lookForWaiting(_ id: Int64) throws(StoreError) -> Need {
    switch try Unended.look(at: .batch(BatchID(id)), after: JobID(scans.waiting.removeValue(forKey: id) ?? 0), self) {
    case .found: return .needed
    case .none: return .none
    case .unfinished(let last):
      if scans.waiting.count >= Limits.waitScansMax { scans.waiting = [:] }
      scans.waiting[id] = last.value
      return .unfinished
    }
  }

  private func deleteBatch(_ id: Int64) throws(StoreError) {
    if try batchMemory(id)?.hasCallbacks ?? false { try deleteCallbacks(of: .batch(BatchID(id))) }
    let statement = try statement(BatchSQL.delete)
    statement.bind(1, id)
    try statement.run()
    ledger.batches[id] = nil
    ledger.batches.changed.remove(id)
  }
}
