// Pauses begin and end: one operation of the writer; what runs is stopped a piece at a time.

extension PauseStore where Self: WritingStore {
  func setPaused(_ options: PauseOptions?, now: Timestamp) async throws(StoreError) {
    try await writer.perform(at: now) { tx in Pauses.setAll(options, tx) }
  }

  func setPaused(
    queues names: [String], _ options: PauseOptions?, now: Timestamp
  ) async throws(StoreError) -> QueuePauseAnswer {
    try await writer.perform(at: now) { tx throws(StoreError) in try Pauses.set(names, options, tx) }
  }

  func isEverythingPaused() async -> Bool {
    await withCheckedContinuation { continuation in
      writer.post(
        StoreOperation(
          patience: .inMemory,
          execute: { tx throws(StoreError) in
            let isPaused = tx.ledger.claims.pause != nil
            return { continuation.resume(returning: isPaused) }
          }, fail: { _ in continuation.resume(returning: true) }))
    }
  }

  func settlePauses(_ scope: PauseScope, after last: JobID, now: Timestamp) async throws(StoreError) -> PauseStep {
    try await writer.perform(at: now, isPiece: true) { tx throws(StoreError) in
      try PauseWalk.step(scope, after: last, tx)
    }
  }

  func pause(
    _ ids: [JobID], stopsRunning: Bool, within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> PauseStep {
    try await writer.perform(at: now, isPiece: true) { tx throws(StoreError) in
      try JobPauses.pause(ids, stopsRunning: stopsRunning, within: limits, tx)
    }
  }

  func resume(_ ids: [JobID], within limits: RealmLimits?, now: Timestamp) async throws(StoreError) -> PauseStep {
    try await writer.perform(at: now, isPiece: true) { tx throws(StoreError) in
      try JobPauses.resume(ids, within: limits, tx)
    }
  }
}
