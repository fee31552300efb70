// Reads that may take minutes: others would wait for them, so each has a connection of its own.

extension ReaderPool {
  /// As `read`, by a connection of its own; given up when the task is cancelled. If all handles on the database have to
  /// be closed meanwhile, it begins again.
  func readAtLength<Value: Sendable>(
    _ body: @escaping @Sendable (SQLiteConnection) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    while true {
      let pool = try await beginLongRead()
      let result: Result<Value, StoreError> = await withTaskCancellationHandler {
        do throws(StoreError) { return .success(try await pool.read(body)) } catch { return .failure(error) }
      } onCancel: {
        pool.beginClosing()
        pool.interruptAll()
      }
      let wasGivenUp = pool.isClosing
      await pool.close()
      // Not before: until it is closed it is one of the handles that may have to be.
      endLongRead(pool)
      if case .failure = result, wasGivenUp, !Task.isCancelled, !isClosing { continue }
      return try result.get()
    }
  }

  /// Lets whatever is being read fail, and closes the connections: they are gone when this returns.
  func giveUp() {
    beginClosing()
    interruptAll()
    closeAtOnce()
  }
}
