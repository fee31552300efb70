// The store's verbs on callbacks.

extension SQLiteStore {
  func addCallback(
    _ callback: Callback, to id: JobID, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<CallbackStatus> {
    try await writer.perform { context throws(StoreError) in try context.addCallback(callback, to: id, now: now) }
  }

  func removeCallbacks(of id: JobID, now: Timestamp) async throws(StoreError) -> VerbAnswer<Int> {
    try await writer.perform { context throws(StoreError) in try context.removeCallbacks(of: id, now: now) }
  }

  func recordCallback(_ callback: CallbackStatus, _ result: CallbackResult, now: Timestamp) async throws(StoreError) {
    try await writer.perform(.untilWritten) { context throws(StoreError) in
      try context.recordCallback(callback, result, now: now)
    }
  }

  func callbacks(of id: JobID) async throws(StoreError) -> [CallbackStatus] {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(CallbackSQL.ofJob)
      row.bind(1, id.value)
      return try CallbackReading.statuses(row)
    }
  }

  func dueCallbacks(now: Timestamp, limit: Int) async throws(StoreError) -> [DueCallback] {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(CallbackSQL.due)
      row.bind(1, now.micros)
      row.bind(2, limit)
      var due: [DueCallback] = []
      while try row.step() { due.append(DueCallback(job: JobID(row.int64(1)), status: CallbackReading.status(row))) }
      return due
    }
  }

  func nextCallback(excluding jobs: Set<JobID>) async throws(StoreError) -> Timestamp? {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(CallbackSQL.next)
      // Each job that is being called has a bounded number of callbacks; behind them is the first of another job.
      row.bind(1, jobs.count * Limits.callbacksMax + 1)
      defer { row.reset() }
      while try row.step() {
        if !jobs.contains(JobID(row.int64(1))) { return Timestamp(micros: row.int64(0)) }
      }
      return nil
    }
  }
}
