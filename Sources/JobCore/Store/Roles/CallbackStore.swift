// Who is to be called when a job or batch ends, and what came of it.

/// What keeps callbacks.
protocol CallbackStore: Sendable {
  func addCallback(
    _ callback: Callback, to id: JobID, within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<CallbackStatus>
  func removeCallbacks(
    of id: JobID, within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<Int>
  func callbacks(of owner: Parent) async throws(StoreError) -> [CallbackStatus]
}

/// For who sees all.
extension CallbackStore {
  func addCallback(
    _ callback: Callback, to id: JobID, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<CallbackStatus> {
    try await addCallback(callback, to: id, within: nil, now: now)
  }

  func removeCallbacks(of id: JobID, now: Timestamp) async throws(StoreError) -> VerbAnswer<Int> {
    try await removeCallbacks(of: id, within: nil, now: now)
  }
}

/// What knows which callbacks are due; it alone remembers.
protocol DeliveryStore: Sendable {
  /// Oldest first, those behind `last`.
  func dueCallbacks(
    now: Timestamp, limit: Int, after last: CallbackStatus?
  ) async throws(StoreError) -> [DueCallback]
  /// When the next callback is due that is not due at `moment`.
  func nextCallback(after moment: Timestamp) async throws(StoreError) -> Timestamp?
  /// Notes what came of a call of `callback`, as it stood then; without effect if its job has run again meanwhile. Not
  /// forgotten for lack of space.
  func recordCallback(_ callback: DueCallback, _ result: CallbackResult, now: Timestamp) async throws(StoreError)
}
