// What readers answer to those who follow along.

/// Names, commands and ends of jobs, read in sets.
struct SQLiteEvents: EventStore {
  let readers: ReaderPool

  func labels(of ids: [JobID]) async throws(StoreError) -> [JobID: EventLabels] {
    try await readers.read { connection throws(StoreError) in
      try EventReading(connection: connection).labels(of: ids)
    }
  }

  func attempts(_ starts: [JobStart]) async throws(StoreError) -> [JobStart: EventAttempt] {
    try await readers.read { connection throws(StoreError) in
      try EventReading(connection: connection).attempts(starts)
    }
  }
}
