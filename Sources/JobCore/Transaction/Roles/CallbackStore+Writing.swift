// Callbacks are added and removed, and what came of a call is noted.

extension CallbackStore where Self: WritingStore {
  func addCallback(
    _ callback: Callback, to id: JobID, within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<CallbackStatus> {
    // A command is looked at for whom the job runs as.
    let decisive = callback.isCommand ? [id] : []
    let wants = Wants(jobs: [id], decisive: decisive, callbacks: [.job(id)])
    return try await writer.perform(at: now, wants: wants) { tx throws(StoreError) -> VerbAnswer<CallbackStatus> in
      if try !UniqueKeys.isWithin(limits, id, tx) { return .notFound }
      return try CallbackVerbs.add(callback, to: id, tx)
    }
  }

  func removeCallbacks(
    of id: JobID, within limits: RealmLimits?, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<Int> {
    try await writer.perform(at: now, wants: Wants(jobs: [id], callbacks: [.job(id)])) {
      tx throws(StoreError) -> VerbAnswer<Int> in
      if try !UniqueKeys.isWithin(limits, id, tx) { return .notFound }
      return try CallbackVerbs.removeOpen(of: id, tx)
    }
  }
}

extension DeliveryStore where Self: WritingStore {
  func recordCallback(_ callback: DueCallback, _ result: CallbackResult, now: Timestamp) async throws(StoreError) {
    try await writer.perform(.untilWritten, at: now, wants: Wants(callbacks: [callback.owner])) {
      tx throws(StoreError) in
      try CallbackVerbs.record(callback, result, tx)
    }
  }
}
