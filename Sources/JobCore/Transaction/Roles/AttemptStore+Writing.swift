// Attempts report and end, and those that a death cut off are found.

extension AttemptStore where Self: WritingStore {
  func apply(_ transition: Transition, now: Timestamp) async throws(StoreError) -> Bool {
    try await writer.perform(end: transition, at: now) { tx, end throws(StoreError) in
      try Apply.end(end, tx)
    }
  }

  func record(_ process: ProcessRecord, of fence: Fence) {
    writer.postLazily(millis: 20, wants: Wants(jobs: [fence.job])) { tx throws(StoreError) in
      try Reports.process(process, of: fence, tx)
    }
  }

  func noteProgress(_ progress: Progress, of fence: Fence) {
    writer.postLazily(millis: 20, wants: Wants(jobs: [fence.job])) { tx throws(StoreError) in
      _ = try Reports.progress(progress, of: fence, tx)
    }
  }

  func setProgress(_ progress: Progress, of fence: Fence) async throws(StoreError) -> Bool {
    try await writer.perform(turn: .attempts, wants: Wants(jobs: [fence.job])) { tx throws(StoreError) in
      try Reports.progress(progress, of: fence, tx)
    }
  }

  func setProgress(_ progress: Progress, ofRunning id: JobID) async throws(StoreError) -> VerbAnswer<Fence> {
    try await writer.perform(turn: .attempts, wants: Wants(jobs: [id])) { tx throws(StoreError) in
      try Reports.progress(progress, ofRunning: id, tx)
    }
  }

  func setCheckpoint(_ data: [UInt8], of fence: Fence) async throws(StoreError) -> Bool {
    try await writer.perform(turn: .attempts, wants: Wants(jobs: [fence.job])) { tx throws(StoreError) in
      try Checkpoints.set(data, of: fence, tx)
    }
  }
}

extension RecoveryStore where Self: WritingStore {
  func lostAttempts() async throws(StoreError) -> [LostAttempt] {
    try await writer.perform { tx throws(StoreError) in try LostAttempts.all(tx) }
  }

  func resumeBatchCancels(now: Timestamp) async throws(StoreError) {
    try await writer.perform(.untilWritten, at: now) { tx throws(StoreError) in try BatchCancel.resume(tx) }
  }
}
