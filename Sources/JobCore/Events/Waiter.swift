// Waiting for jobs: subscribe, read, then wait. Never polls, and never touches a job.

/// Waits for jobs to end.
struct Waiter: Sendable {
  let store: any JobStore
  let bus: EventBus

  /// Which of `ids` are terminal when `until` holds, the time is up, the caller is cancelled or the daemon stops.
  ///
  /// - Errors: a `StoreError` of the one read; unknown ids are the caller's to refuse before, a job deleted meanwhile
  ///   counts as ended.
  func wait(
    for ids: [JobID], until: WaitUntil, timeoutMicros: Int64?
  ) async throws(StoreError) -> (done: Set<JobID>, isExpired: Bool) {
    let watch = bus.watch(ids)
    defer { watch.forget() }
    let states = try await store.states(ids)
    var done = Set(ids.filter { states[$0]?.isTerminal ?? true })
    func isOver() -> Bool {
      WaitCondition.isMet(until, terminal: done.lazy.compactMap { states[$0] }, pendingCount: ids.count - done.count)
    }
    if isOver() { return (done, false) }
    if let timeoutMicros, timeoutMicros <= 0 { return (done, true) }
    // Cancelled and awaited when this returns: a wait that the end of the daemon ends does not sit out its time.
    async let _: Void = sleep(timeoutMicros, then: watch.finish)
    for await event in watch.events {
      done.insert(event.job)
      if done.count == ids.count || WaitCondition.isDecisive(event.state, until) { return (done, false) }
    }
    return (done, true)
  }

  /// Returns after `micros`, or when cancelled; without a limit, when cancelled.
  private func sleep(_ micros: Int64?, then finish: @Sendable () -> Void) async {
    guard let micros else { return }
    do {
      try await Task.sleep(for: .micros(micros))
      finish()
    } catch {}
  }
}
