// The store's verbs on callbacks.

extension SQLiteStore {
  func addCallback(
    _ callback: Callback, to id: JobID, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<CallbackStatus> {
    try await writer.perform(at: now) { context throws(StoreError) in try context.addCallback(callback, to: id) }
  }

  func removeCallbacks(of id: JobID, now: Timestamp) async throws(StoreError) -> VerbAnswer<Int> {
    try await writer.perform(at: now) { context throws(StoreError) in try context.removeCallbacks(of: id) }
  }

  func recordCallback(_ callback: CallbackStatus, _ result: CallbackResult, now: Timestamp) async throws(StoreError) {
    try await writer.perform(.untilWritten, at: now) { context throws(StoreError) in
      try context.recordCallback(callback, result)
    }
  }

  func callbacks(of owner: Parent) async throws(StoreError) -> [CallbackStatus] {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(CallbackSQL.ofOwner)
      row.bind(1, owner.number)
      row.bind(2, owner.edgeKind.rawValue)
      return try CallbackReading.statuses(row)
    }
  }

  func dueCallbacks(
    now: Timestamp, limit: Int, after last: CallbackStatus?
  ) async throws(StoreError) -> [DueCallback] {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(CallbackSQL.due)
      row.bind(1, now.micros)
      row.bind(2, limit)
      row.bind(3, last?.nextAt?.micros ?? 0)
      row.bind(4, last?.id ?? 0)
      var due: [DueCallback] = []
      while try row.step() {
        let owner = CallbackReading.owner(kind: row.int(10), number: row.int64(1))
        due.append(DueCallback(owner: owner, status: CallbackReading.status(row)))
      }
      return due
    }
  }

  func nextCallback(after moment: Timestamp) async throws(StoreError) -> Timestamp? {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(CallbackSQL.next)
      row.bind(1, moment.micros)
      defer { row.reset() }
      return try row.step() ? row.optionalInt64(0).map(Timestamp.init(micros:)) : nil
    }
  }
}
