// What readers answer about callbacks.

extension SQLiteStore {
  func callbacks(of owner: Parent) async throws(StoreError) -> [CallbackStatus] {
    try await readers.read { connection throws(StoreError) in
      try CallbackReading.statuses(of: owner, on: connection)
    }
  }

  func dueCallbacks(
    now: Timestamp, limit: Int, after last: CallbackStatus?
  ) async throws(StoreError) -> [DueCallback] {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(
        CallbackSQL.due, binding: now, limit, last?.nextAt ?? Timestamp(micros: 0), last?.id ?? 0)
      var due: [DueCallback] = []
      while try row.step() {
        due.append(DueCallback(owner: CallbackReading.owner(row), status: CallbackReading.status(row)))
      }
      return due
    }
  }

  func nextCallback(after moment: Timestamp) async throws(StoreError) -> Timestamp? {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(CallbackSQL.next, binding: moment)
      defer { row.reset() }
      return try row.step() ? row.onlyOptionalTime : nil
    }
  }
}
