// Ends of attempts on their way to the disk.

extension GroupCommit {
  /// Records the end of an attempt, with `body`. One that breaks a rule of the store would break it each time: that this
  /// happened is recorded in its place, so that its job does not run for ever.
  func perform(
    end: Transition, at askedAt: Timestamp,
    _ body: @escaping @Sendable (Transaction, Transition) throws(StoreError) -> Bool
  ) async throws(StoreError) -> Bool {
    let result: Result<Bool, StoreError> = await withCheckedContinuation { continuation in
      @Sendable func execute(_ end: Transition) -> StoreOperation.Body {
        { tx throws(StoreError) in
          let isApplied = try body(tx, end)
          return { continuation.resume(returning: .success(isApplied)) }
        }
      }
      post(
        StoreOperation(
          patience: .untilWritten, askedAt: askedAt, turn: .attempts, execute: execute(end),
          fail: { continuation.resume(returning: .failure($0)) },
          instead: { execute(Completion.unrecorded(end, because: $0.problem)) }, end: end))
    }
    return try result.get()
  }

  /// Tells the store of ends elsewhere; returns the answers of those that fit into one transaction.
  func end(
    _ ends: ArraySlice<RemoteEnding>, at now: Timestamp
  ) async throws(StoreError) -> [RemoteEndAnswer] {
    let result: Result<[RemoteEndAnswer], StoreError> = await withCheckedContinuation { continuation in
      post(
        StoreOperation(
          // Not kept until it can be written: its worker says it again, and would have it kept once more each time.
          patience: .none, askedAt: now, turn: .attempts,
          execute: { tx throws(StoreError) in
            let told = try RemoteEnds.begin(ends, tx)
            return { continuation.resume(returning: .success(told.map(\.value))) }
          },
          fail: { continuation.resume(returning: .failure($0)) },
          endsElsewhere: ends.map(\.fence.fence),
          wants: Wants(ending: ends.prefix(Limits.readAheadMax / 3).map(\.fence))))
    }
    return try result.get()
  }
}
