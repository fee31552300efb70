// What is set of the daemon as a whole: whom the end of every job is told to.

extension JobQueue {
  /// Whom the end of every job is told to, behind the callbacks of the job itself and of its queue.
  public func defaultCallbacks() async throws(JobError) -> DefaultCallbacks {
    try await read { store throws(StoreError) in try await store.defaultCallbacks() }
  }

  /// Sets them. They are taken as a job ends: what is changed concerns the ends after it, and no call that is due.
  ///
  /// - Errors: `.invalid` with every fault, also if the configuration says them; nothing is changed then.
  public func setDefaultCallbacks(_ callbacks: [Callback]) async throws(JobError) -> DefaultCallbacks {
    try await setDefaultCallbacks(callbacks, over: nil)
  }

  /// The same for a change that was made of `seen`: `.changedMeanwhile` where there are others by now.
  package func setDefaultCallbacks(
    _ callbacks: [Callback], over seen: [Callback]?
  ) async throws(JobError) -> DefaultCallbacks {
    let faults = DefaultCallbacks.faults(callbacks) + handlers.lacking(callbacks)
    if !faults.isEmpty { throw .invalid(faults) }
    let verdict = try await read { store throws(StoreError) in
      try await store.setDefaultCallbacks(callbacks, over: seen, now: self.clock.now())
    }
    switch verdict {
    case .done(let defaults): return defaults
    case .configured: throw .invalid([.configuredCallbacks])
    case .lookAgain: throw .changedMeanwhile
    }
  }
}
