// What readers answer about batches.

extension SQLiteStore {
  func batch(_ id: BatchID) async throws(StoreError) -> Batch? {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(BatchSQL.select, binding: id)
      guard try row.step() else { return nil }
      defer { row.reset() }
      return try BatchReading.batch(row, on: connection)
    }
  }

  func batches(limit: Int, before id: BatchID?) async throws(StoreError) -> [Batch] {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(BatchSQL.newest, binding: id?.value ?? Int64.max, limit)
      var batches: [Batch] = []
      while try row.step() { batches.append(try BatchReading.batch(row, on: connection)) }
      return batches
    }
  }

  func batchResults(_ id: BatchID, limit: Int, after last: JobID?) async throws(StoreError) -> [ParentResult] {
    try await readers.read { connection throws(StoreError) in
      try EdgeReading.members(
        try connection.statement(BatchSQL.memberResults, binding: id, last?.value ?? 0, limit))
    }
  }

  func batchMembers(_ id: BatchID, limit: Int, after last: JobID?) async throws(StoreError) -> [JobID] {
    try await readers.read { connection throws(StoreError) in
      try connection.statement(BatchSQL.members, binding: id, last?.value ?? 0, limit).allInt64().map { JobID($0) }
    }
  }
}
