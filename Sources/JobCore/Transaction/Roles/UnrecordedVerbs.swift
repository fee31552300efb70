// What works on a disk that takes nothing: who fills it can be stopped, and what takes its room can be removed. It
// holds at once, in memory, and is recorded when that is possible. A cancel is kept beside the rows until then, so that
// it holds for the next start, too.

import Synchronization

/// The verbs that do not wait for the disk, beside the writer that has refused them.
final class UnrecordedVerbs: Sendable {
  private let boot: Int64
  private let writer: GroupCommit
  private let rows: FindRows
  private let removable: FindRemovable
  /// Cancels that hold in memory and are not recorded yet.
  private let cancels = Mutex<Set<KeptCancel.Subject>>([])
  /// Jobs whose files have gone ahead of them.
  private let deletes = Mutex<Set<JobID>>([])
  /// Those of them that were given up: their output is gone, and the jobs are not.
  let lostDeletes = Mutex<Set<JobID>>([])

  /// Looks jobs up beside the writer; those that there are not are left out.
  typealias FindRows = @Sendable ([JobID]) async throws(StoreError) -> [JobID: JobRow]
  /// Says which of these can be removed.
  typealias FindRemovable = @Sendable ([JobID]) async throws(StoreError) -> RemovableJobs

  init(boot: Int64, writer: GroupCommit, rows: @escaping FindRows, removable: @escaping FindRemovable) {
    self.boot = boot
    self.writer = writer
    self.rows = rows
    self.removable = removable
  }

  // MARK: Cancels

  /// Stops those of `ids` that run here or at a remote worker, and answers for them. What has not started, and what
  /// nobody carries out, is left to the disk: a word that a crash forgets is no cancel.
  func cancel(
    _ ids: [JobID], _ options: CancelOptions, now: Timestamp
  ) async throws(StoreError) -> [JobID: CancelAnswer] {
    let facts = try await rows(ids)
    var news = Commit()
    var elsewhere: [JobID: UnwrittenStop] = [:]
    var accepted: [KeptCancel] = []
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
      accepted.append(
        KeptCancel(
          subject: .job(id, start: facts.starts, isForced: options.isForced), boot: facts.boot,
          reason: options.reason, graceMicros: options.graceMicros))
    }
    if !elsewhere.isEmpty {
      let stops = elsewhere
      writer.post(.inMemory) { tx throws(StoreError) in
        for (job, stop) in stops { tx.ledger.leases.stops[job] = stop }
      }
    }
    for cancel in accepted { recordLater(cancel, now: now) }
    if !news.isEmpty { writer.tell(news) }
    if !accepted.isEmpty { try await settle() }
    return answers
  }

  /// Returns when what was posted before has been tried, and is kept beside the rows if they have not taken it: what is
  /// accepted is not to be forgotten by a crash.
  private func settle() async throws(StoreError) {
    try await writer.perform(.inMemory) { _ throws(StoreError) in }
  }

  /// What has been accepted and is not recorded yet. Whoever shows jobs takes it before they are read: what is recorded
  /// meanwhile is in the rows then.
  var accepted: AcceptedCancels {
    AcceptedCancels(subjects: cancels.withLock(\.self))
  }

  /// Each at most once, however often it is asked for: there are no more of them than running jobs, and their batches.
  private func recordLater(_ cancel: KeptCancel, now: Timestamp) {
    if !cancels.withLock({ $0.insert(cancel.subject).inserted }) { return }
    let forget: @Sendable () -> Void = { _ = self.cancels.withLock { $0.remove(cancel.subject) } }
    writer.post(
      StoreOperation(
        patience: .untilWritten, askedAt: now,
        execute: { tx throws(StoreError) in
          try Self.record(cancel, tx)
          return forget
        }, fail: { _ in forget() }, cancel: cancel))
  }

  /// Records a cancel that an earlier daemon has accepted. It waits for the disk as an end does: the attempt must not be
  /// decided on without it.
  func record(_ cancel: KeptCancel, now: Timestamp) async throws(StoreError) {
    try await writer.perform(.untilWritten, at: now, isPiece: true) { tx throws(StoreError) in
      try Self.record(cancel, tx)
    }
  }

  private static func record(_ cancel: KeptCancel, _ tx: Transaction) throws(StoreError) {
    switch cancel.subject {
    case .batch(let id): _ = try BatchVerbs.cancel(id, reason: cancel.reason, tx)
    case .job(let id, let start, _):
      try CancelVerb.record(id, start: start, boot: cancel.boot, cancel.options, tx)
      // If this is undone, so is that: until it is recorded, the heartbeats go by it.
      if tx.ledger.leases.stops[id]?.start == start { tx.ledger.leases.stops[id] = nil }
    }
  }

  /// The batch, if some of it runs here and has been told to stop; the rest of it follows when it can be recorded.
  ///
  /// - Parameter limits: of whoever asks for it.
  func cancelBatch(
    _ id: BatchID, reason: String?, within limits: RealmLimits?, now: Timestamp,
    in store: some BatchStore & JobListStore
  ) async throws(StoreError) -> Batch? {
    guard let batch = try await store.batch(id), batch.finishedAt == nil else { return nil }
    var filter = JobFilter()
    filter.batch = id
    filter.limits = limits ?? RealmLimits()
    filter.states = [.running]
    var options = CancelOptions()
    options.reason = reason ?? "batch \(id) was cancelled"
    let running = try await store.ids(filter, limit: Limits.slotsMax, after: nil)
    if try await cancel(running, options, now: now).isEmpty { return nil }
    recordLater(KeptCancel(subject: .batch(id), reason: reason), now: now)
    try await settle()
    return accepted.shown(batch)
  }

  // MARK: Deletes

  /// Those of `ids` that can be removed: their files may go at once, and with the room that makes, their rows.
  func delete(_ ids: [JobID], now: Timestamp) async throws(StoreError) -> RemovableJobs {
    let found = try await removable(ids)
    if found.jobs.isEmpty { return found }
    let isFirst = deletes.withLock { deletes in
      defer { deletes.formUnion(found.jobs.map(\.id)) }
      return deletes.isEmpty
    }
    if isFirst { deleteWhenWritable(now: now) }
    return found
  }

  /// They are gone: nothing is left of them to be told at the stop, though it was given up before.
  func noteDeleted(_ ids: [JobID]) {
    if !ids.isEmpty { lostDeletes.withLock { $0.subtract(ids) } }
  }

  private func giveUpDeletes() {
    let lost = deletes.withLock { deletes in
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
        execute: { tx throws(StoreError) in
          let ids = self.deletes.withLock { Array($0.prefix(Limits.expiredTogetherMax)) }
          let step = try Bulk.run(.delete, ids, tx)
          let passed = ids.prefix(step.passed)
          return {
            self.noteDeleted(step.deleted.map(\.id))
            // Something was done with them before the disk took this: their output is gone, and they are not.
            self.lostDeletes.withLock { $0.formUnion(step.stays) }
            let isDone = self.deletes.withLock { deletes in
              deletes.subtract(passed)
              return deletes.isEmpty
            }
            if !isDone { self.deleteWhenWritable(now: now) }
          }
        }, fail: { _ in self.giveUpDeletes() }, isPiece: true))
  }

  /// As much of the verb as a disk that takes nothing, which has said `error`, lets be done; `nil` is none of it.
  func bulk(
    _ verb: BulkVerb, _ ids: [JobID], _ error: StoreError, now: Timestamp, in store: some JobReadStore
  ) async throws(StoreError) -> BulkStep? {
    switch verb {
    case .cancel:
      let told = try await cancel(ids, CancelOptions(), now: now)
      let isDone = try await store.states(ids).allSatisfy { $0.value.isTerminal || told[$0.key] != nil }
      return BulkStep(count: told.count, passed: ids.count, left: isDone ? nil : error)
    case .delete:
      let found = try await delete(ids, now: now)
      return BulkStep(
        count: found.jobs.count, deleted: found.jobs, passed: ids.count, left: found.isSomeUnknown ? error : nil)
    case .retry, .hold, .release, .edit: return nil
    }
  }
}
