// Waiting for jobs: begin to count, read, then wait. Never polls, and never touches a job.

/// Waits for jobs to end.
struct Waiter: Sendable {
  let store: any BatchStore & JobReadStore
  let bus: EventBus

  /// Which of `ids` are terminal when `until` holds, the time is up, the caller is cancelled or the daemon stops.
  ///
  /// - Parameter mustExist: one of `ids` that is not there ends the wait at once, as `missing`; else it counts as ended.
  func wait(
    for ids: [JobID], until: WaitUntil, timeoutMicros: Int64?, mustExist: Bool = false
  ) async throws(StoreError) -> (done: Set<JobID>, isExpired: Bool, missing: JobID?) {
    let wait = bus.begin(.jobs(ids), until: until)
    defer { bus.forget(wait) }
    let states = try await store.states(ids)
    if mustExist && states.count < ids.count, let missing = ids.first(where: { states[$0] == nil }) {
      return ([], false, missing)
    }
    let ended = ids.filter { states[$0]?.isTerminal ?? true }
    let isMet = WaitCondition.isMet(
      until, terminal: ended.lazy.compactMap { states[$0] }, pendingCount: ids.count - ended.count)
    bus.settle(wait, ended: ended, isMet: isMet)
    let outcome = await outcome(wait, timeoutMicros)
    return (outcome.ended, !outcome.isMet, nil)
  }

  /// Whether `until` came to hold for the batch: all is its end, for good.
  func wait(for id: BatchID, until: WaitUntil, timeoutMicros: Int64?) async throws(StoreError) -> Bool {
    let wait = bus.begin(.batch(id), until: until)
    defer { bus.forget(wait) }
    guard let batch = try await store.batch(id) else { return true }
    bus.settle(wait, ended: [], isMet: WaitCondition.isMet(until, batch))
    return await outcome(wait, timeoutMicros).isMet
  }

  private func outcome(_ wait: WaitBook.ID, _ timeoutMicros: Int64?) async -> WaitBook.Outcome {
    guard let timeoutMicros else { return await bus.outcome(wait) }
    if timeoutMicros <= 0 {
      bus.leave(wait)
      return await bus.outcome(wait)
    }
    // Cancelled and awaited when this returns, so that a wait that ends for another reason does not last until its time
    // is up.
    async let _: Void = sleep(timeoutMicros, then: wait)
    return await bus.outcome(wait)
  }

  /// Ends the wait after `micros`; returns early when cancelled.
  private func sleep(_ micros: Int64, then wait: WaitBook.ID) async {
    do {
      try await Task.sleep(for: .micros(micros))
      bus.leave(wait)
    } catch {}
  }
}
