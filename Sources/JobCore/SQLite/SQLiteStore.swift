// The store on SQLite: each verb of JobStore is a line that says who does it, the writer or a reader.

import Logging

/// `JobStore` on one SQLite file.
final class SQLiteStore: JobStore, RemoteStore {
  let boot: Int64
  /// Names this store among others: in the environment of its children, in the names of its files, in its answers.
  let mark: String
  /// There may be files of this store whose names do not carry its mark: an older jobd made them.
  let hasUnmarkedLogs: Bool
  /// Ids whose files stay, though no job has them; see `OlderCopy.takeUp`.
  let spared: [ClosedRange<Int64>]
  let isQuickCheckPending: Bool
  let path: String
  let writer: GroupCommit
  let readers: ReaderPool
  /// What of it works on a disk that takes nothing.
  let unrecorded: UnrecordedVerbs
  /// Goes with the store: after the last connection.
  private let sharedMemory: SharedMemoryRoom?

  init(
    path: String, boot: Int64, mark: String, hasUnmarkedLogs: Bool = false, spared: [ClosedRange<Int64>] = [],
    writer: GroupCommit, readers: ReaderPool, sharedMemory: SharedMemoryRoom? = nil, isQuickCheckPending: Bool
  ) {
    self.path = path
    self.boot = boot
    self.mark = mark
    self.hasUnmarkedLogs = hasUnmarkedLogs
    self.spared = spared
    self.writer = writer
    self.readers = readers
    unrecorded = UnrecordedVerbs(boot: boot, writer: writer, readers: readers)
    self.sharedMemory = sharedMemory
    self.isQuickCheckPending = isQuickCheckPending
    // Who writes knows the readers, and so they must not hold it.
    readers.onDamage { [weak writer] in writer?.noteDamage($0) }
  }

  func insert(
    _ jobs: [NewJob], idempotency: IdempotencyRequest?, now: Timestamp
  ) async throws(StoreError) -> InsertAnswer {
    try await writer.perform(at: now, wants: Wants(of: jobs, key: idempotency?.key)) { context throws(StoreError) in
      try Submit.jobs(jobs, idempotency: idempotency, context)
    }
  }

  func claim(_ room: ClaimRoom, order: Int, now: Timestamp) async throws(StoreError) -> [ClaimedJob] {
    let result: Result<[ClaimedJob], StoreError> = await withCheckedContinuation { continuation in
      writer.post(
        StoreOperation(
          patience: .none, askedAt: now,
          execute: { context throws(StoreError) in
            try Claim.ask(room, order: order, context) { continuation.resume(returning: .success($0)) }
          },
          fail: { continuation.resume(returning: .failure($0)) }))
    }
    return try result.get()
  }

  func reviseClaim(_ room: ClaimRoom, order: Int, now: Timestamp) {
    writer.post(.untilWritten, at: now, aim: .reviseClaim) { context throws(StoreError) in
      Claim.revise(room, order: order, context)
    }
  }

  func withdrawClaim() {
    writer.post(
      StoreOperation(
        patience: .inMemory, execute: { context throws(StoreError) in Claim.withdraw(context) }, fail: { _ in }))
  }

  func promoteDue(now: Timestamp) {
    // The alarm has rung and will not ring again for these: a full disk must not make them forgotten.
    writer.post(.untilWritten, at: now, isPiece: true, aim: .promoteDue) { context throws(StoreError) in
      try Due.promote(context)
    }
  }

  func apply(_ transition: Transition, now: Timestamp) async throws(StoreError) -> Bool {
    try await writer.perform(end: transition, at: now) { context, end throws(StoreError) in
      try Apply.end(end, context)
    }
  }

  func record(_ process: ProcessRecord, of fence: Fence) {
    writer.postLazily(millis: 20) { context throws(StoreError) in try Reports.process(process, of: fence, context) }
  }

  func noteSeen(_ ids: [JobID]) {
    writer.postLazily(millis: 20) { context throws(StoreError) in
      for id in ids { try Reports.seen(id, context) }
    }
  }

  func noteProgress(_ progress: Progress, of fence: Fence) {
    writer.postLazily(millis: 20) { context throws(StoreError) in
      _ = try Reports.progress(progress, of: fence, context)
    }
  }

  func setProgress(_ progress: Progress, of fence: Fence) async throws(StoreError) -> Bool {
    try await writer.perform(turn: .attempts) { context throws(StoreError) in
      try Reports.progress(progress, of: fence, context)
    }
  }

  func setProgress(_ progress: Progress, ofRunning id: JobID) async throws(StoreError) -> VerbAnswer<Fence> {
    try await writer.perform(turn: .attempts) { context throws(StoreError) in
      try Reports.progress(progress, ofRunning: id, context)
    }
  }

  func setCheckpoint(_ data: [UInt8], of fence: Fence) async throws(StoreError) -> Bool {
    try await writer.perform(turn: .attempts) { context throws(StoreError) in
      try Checkpoints.set(data, of: fence, context)
    }
  }

  func cancel(
    _ id: JobID, _ options: CancelOptions, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<CancelAnswer> {
    do throws(StoreError) {
      return try await writer.perform(at: now, wants: Wants(jobs: [id], terms: [id])) { context throws(StoreError) in
        try CancelVerb.job(id, options, context)
      }
    } catch {
      guard error.mayPass, let answer = try await unrecorded.cancel([id], options, now: now)[id] else { throw error }
      return .done(answer)
    }
  }

  func move(_ id: JobID, _ move: JobMove, now: Timestamp) async throws(StoreError) -> VerbAnswer<Job> {
    try await writer.perform(at: now, wants: Wants(jobs: [id])) { context throws(StoreError) in
      try Shown.job(id, after: try MoveVerbs.move(id, move, context), context)
    }
  }

  func update(_ id: JobID, _ patch: JobPatch, now: Timestamp) async throws(StoreError) -> VerbAnswer<Job> {
    try await writer.perform(at: now) { context throws(StoreError) in
      try Shown.job(id, after: try JobEdit.apply(patch, to: id, context), context)
    }
  }

  func delete(_ id: JobID, now: Timestamp) async throws(StoreError) -> VerbAnswer<DeletedJob> {
    while true {
      do throws(StoreError) {
        let answer = try await writer.perform(at: now, isPiece: true) { context throws(StoreError) in
          try Remove.job(id, context)
        }
        if case .done? = answer { unrecorded.noteDeleted([id]) }
        if let answer { return answer }
      } catch {
        guard case .full = error, let job = try await unrecorded.delete([id], now: now).jobs.first else { throw error }
        return .done(job)
      }
    }
  }

  func bulk(
    _ verb: BulkVerb, _ ids: [JobID], now: Timestamp
  ) async throws(StoreError) -> BulkStep {
    do throws(StoreError) {
      let step = try await writer.perform(at: now, isPiece: true) { context throws(StoreError) in
        try Bulk.run(verb, ids, context)
      }
      unrecorded.noteDeleted(step.deleted.map(\.id))
      return step
    } catch {
      guard error.mayPass, let step = try await unrecorded.bulk(verb, ids, error, now: now, in: self) else {
        throw error
      }
      return step
    }
  }

  func prune(now: Timestamp, limit: Int) async throws(StoreError) -> [DeletedJob] {
    let deleted = try await writer.perform(at: now, isPiece: true) { context throws(StoreError) in
      try Prune.run(limit: limit, context)
    }
    unrecorded.noteDeleted(deleted.map(\.id))
    return deleted
  }

  func setQueue(_ name: String, _ change: QueueChange, now: Timestamp) async throws(StoreError) -> QueueVerdict {
    try await writer.perform(at: now) { context throws(StoreError) in try Queues.set(name, change, context) }
  }

  func lostAttempts() async throws(StoreError) -> [LostAttempt] {
    try await writer.perform { context throws(StoreError) in try LostAttempts.all(context) }
  }

  /// Every file of this store carries its mark now.
  func noteLogsMarked() async throws(StoreError) {
    try await writer.perform { context throws(StoreError) in
      context.changes.meta.append(("unmarked_logs", 0))
    }
  }

  func ping() async throws(StoreError) {
    try await writer.perform { _ throws(StoreError) in }
  }

  func checkWritable() async throws(StoreError) {
    try await writer.perform { context throws(StoreError) in context.changes.touches += 1 }
  }

  /// What is wrong with the file's structure, or `nil`: reads all of it, or as much as there is time for before the
  /// task is cancelled: a stop does not wait for it.
  func quickCheck() async throws(StoreError) -> String? {
    do throws(StoreError) {
      return try await readers.readAtLength { connection throws(StoreError) in try connection.quickCheck() }
    } catch {
      if Task.isCancelled { return nil }
      throw error
    }
  }

  /// Damage was found: nothing more is written.
  func noteDamage(_ problem: String) {
    writer.noteDamage(.corrupt(statement: "quick_check", message: problem))
  }

  /// Operations that cannot be written fail from now on instead of being kept.
  func abandonStalled() {
    writer.abandonStalled()
  }

  func close() async {
    // The writer last: SQLite removes the log's files with the last connection, and a reader may not.
    await readers.close()
    await writer.close()
    sharedMemory?.release()
  }
}
