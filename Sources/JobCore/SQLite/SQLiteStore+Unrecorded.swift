// What works on a disk that takes nothing: who fills it can be stopped, and what takes its room can be removed. It
// holds at once, in memory, and is recorded when that is possible.

import Synchronization

/// A cancel that waits to be recorded.
struct UnrecordedCancel: Hashable, Sendable {
  let job: JobID
  let start: Int
  let isForced: Bool
}

/// Jobs that can be removed, and whether of others that is not known.
struct RemovableJobs: Sendable {
  var jobs: [DeletedJob] = []
  var isSomeUnknown = false
}

extension SQLiteStore {
  /// Stops those of `ids` that run here or at a remote worker, and answers for them. What has not started, and what
  /// nobody carries out, is left to the disk: a word that a crash forgets is no cancel.
  func cancelUnrecorded(
    _ ids: [JobID], _ options: CancelOptions, now: Timestamp
  ) async throws(StoreError) -> [JobID: CancelAnswer] {
    let facts = try await facts(ids)
    var news = Commit()
    var elsewhere: [JobID: UnwrittenStop] = [:]
    var answers: [JobID: CancelAnswer] = [:]
    for (id, facts) in facts where facts.state == .running && facts.kind != .external {
      // Of an earlier boot: it is being decided.
      if !facts.isLeased && facts.boot != boot { continue }
      let decision = CancelPolicy.decide(
        state: facts.state, isShielded: facts.flags.contains(.shielded), isForced: options.isForced)
      if decision == .stopAttempt && facts.isLeased {
        elsewhere[id] = UnwrittenStop(start: facts.starts, cancel: Lease.Cancel(cause: .cancel, reason: options.reason))
        news.leaseNews.insert(id)
      } else if decision == .stopAttempt {
        news.stops.append(
          StopRequest(
            fence: Fence(job: id, start: facts.starts, boot: boot), cause: .cancel, reason: options.reason,
            graceMicros: options.graceMicros))
      }
      answers[id] = CancelAnswer(isAccepted: true, isAbsorbed: decision == .absorb, state: .running)
      recordLater(UnrecordedCancel(job: id, start: facts.starts, isForced: options.isForced), options, now: now)
    }
    if !elsewhere.isEmpty {
      let stops = elsewhere
      writer.post(.inMemory) { context throws(StoreError) in
        for (job, stop) in stops { context.ledger.leases.stops[job] = stop }
      }
    }
    if !news.isEmpty { writer.tell(news) }
    return answers
  }

  /// Each at most once, however often it is asked for: there are no more of them than running jobs.
  private func recordLater(_ cancel: UnrecordedCancel, _ options: CancelOptions, now: Timestamp) {
    if !unrecordedCancels.withLock({ $0.insert(cancel).inserted }) { return }
    let forget: @Sendable () -> Void = { _ = self.unrecordedCancels.withLock { $0.remove(cancel) } }
    writer.post(
      StoreOperation(
        patience: .untilWritten, askedAt: now,
        execute: { context throws(StoreError) in
          try CancelVerb.record(cancel.job, start: cancel.start, options, context)
          // If this is undone, so is that: until it is recorded, the heartbeats go by it.
          let stop = context.ledger.leases.stops[cancel.job]
          if stop?.start == cancel.start { context.ledger.leases.stops[cancel.job] = nil }
          return forget
        }, fail: { _ in forget() }))
  }

  /// The batch, if some of it runs here and has been told to stop; the rest of it follows when it can be recorded.
  func cancelBatchUnrecorded(_ id: BatchID, reason: String?, now: Timestamp) async throws(StoreError) -> Batch? {
    guard let batch = try await batch(id), batch.finishedAt == nil else { return nil }
    var filter = JobFilter()
    filter.batch = id
    filter.states = [.running]
    var options = CancelOptions()
    options.reason = reason ?? "batch \(id) was cancelled"
    let running = try await ids(filter, limit: Limits.slotsMax, after: nil)
    if try await cancelUnrecorded(running, options, now: now).isEmpty { return nil }
    writer.post(.untilWritten, at: now, aim: .cancelBatch(id)) { context throws(StoreError) in
      _ = try BatchVerbs.cancel(id, reason: reason, context)
    }
    return batch
  }

  /// Those of `ids` that can be removed: their files may go at once, and with the room that makes, their rows.
  func deleteUnrecorded(_ ids: [JobID], now: Timestamp) async throws(StoreError) -> RemovableJobs {
    let found = try await readers.read { connection throws(StoreError) in
      try Self.removable(ids, on: connection)
    }
    if found.jobs.isEmpty { return found }
    let isFirst = unrecordedDeletes.withLock { deletes in
      defer { deletes.formUnion(found.jobs.map(\.id)) }
      return deletes.isEmpty
    }
    if isFirst { deleteWhenWritable(now: now) }
    return found
  }

  private enum Need {
    /// One of its follow-ups has not ended.
    case needed
    /// It has more follow-ups than one look takes.
    case unknown
    case none
  }

  private static func need(of id: JobID, on connection: SQLiteConnection) throws(StoreError) -> Need {
    let child = try connection.statement(EdgeSQL.childStates, binding: id, 0, Limits.edgesPage)
    var count = 0
    while try child.step() {
      count += 1
      if try !JobState.stored(child.int(ChildStateColumn.state)).isTerminal {
        child.reset()
        return .needed
      }
    }
    return count == Limits.edgesPage ? .unknown : .none
  }

  /// They are gone: nothing is left of them to be told at the stop, though it was given up before.
  func noteDeleted(_ ids: [JobID]) {
    if !ids.isEmpty { lostDeletes.withLock { $0.subtract(ids) } }
  }

  private func giveUpDeletes() {
    let lost = unrecordedDeletes.withLock { deletes in
      defer { deletes = [] }
      return deletes
    }
    lostDeletes.withLock { $0.formUnion(lost) }
  }

  /// The rows of all of them, in as many transactions as it takes; one waits for the disk, however many they are.
  private func deleteWhenWritable(now: Timestamp) {
    writer.post(
      StoreOperation(
        patience: .untilWritten, askedAt: now,
        execute: { context throws(StoreError) in
          let ids = self.unrecordedDeletes.withLock { Array($0.prefix(Limits.expiredTogetherMax)) }
          let step = try Bulk.run(.delete, ids, context)
          let passed = ids.prefix(step.passed)
          return {
            self.noteDeleted(step.deleted.map(\.id))
            let isDone = self.unrecordedDeletes.withLock { deletes in
              deletes.subtract(passed)
              return deletes.isEmpty
            }
            if !isDone { self.deleteWhenWritable(now: now) }
          }
        }, fail: { _ in self.giveUpDeletes() }, isPiece: true))
  }

  func expired(now: Timestamp, after last: ExpiredCursor?, limit: Int) async throws(StoreError) -> ExpiredPage {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(
        JobSQL.expiredAfter, binding: now, last?.expiresAt.micros ?? 0, last?.job.value ?? 0, limit)
      var ids: [JobID] = []
      var next: ExpiredCursor?
      while try row.step() {
        let id = JobID(row.int64(JobExpiryColumn.id))
        ids.append(id)
        next = ExpiredCursor(expiresAt: row.time(JobExpiryColumn.expiresAt), job: id)
      }
      return ExpiredPage(jobs: try Self.removable(ids, on: connection).jobs, last: next)
    }
  }

  /// Finished jobs that no follow-up wants to read any more, and their starts.
  private static func removable(_ ids: [JobID], on connection: SQLiteConnection) throws(StoreError) -> RemovableJobs {
    var removable = RemovableJobs()
    for id in ids {
      guard let facts = try SQLiteRows.job(id, on: connection), facts.state.isTerminal else { continue }
      switch try need(of: id, on: connection) {
      case .needed: continue
      case .unknown:
        removable.isSomeUnknown = true
        continue
      case .none: break
      }
      let starts = try connection.statement(AttemptSQL.starts, binding: id).allInt64()
      removable.jobs.append(DeletedJob(id: id, starts: starts.map { Int($0) }))
    }
    return removable
  }

  /// As much of the verb as a disk that takes nothing, which has said `error`, lets be done; `nil` is none of it.
  func bulkUnrecorded(
    _ verb: BulkVerb, _ ids: [JobID], _ error: StoreError, now: Timestamp
  ) async throws(StoreError) -> BulkStep? {
    switch verb {
    case .cancel:
      let told = try await cancelUnrecorded(ids, CancelOptions(), now: now)
      let isDone = try await states(ids).allSatisfy { $0.value.isTerminal || told[$0.key] != nil }
      return BulkStep(count: told.count, passed: ids.count, left: isDone ? nil : error)
    case .delete:
      let found = try await deleteUnrecorded(ids, now: now)
      return BulkStep(
        count: found.jobs.count, deleted: found.jobs, passed: ids.count, left: found.isSomeUnknown ? error : nil)
    case .retry: return nil
    }
  }

  private func facts(_ ids: [JobID]) async throws(StoreError) -> [JobID: JobRow] {
    try await readers.read { connection throws(StoreError) in
      var facts: [JobID: JobRow] = [:]
      for id in ids { facts[id] = try SQLiteRows.job(id, on: connection) }
      return facts
    }
  }
}
