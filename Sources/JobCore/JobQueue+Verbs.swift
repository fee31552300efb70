// Verbs on jobs: each one store call, and an answer that says what is now true.

extension JobQueue {
  /// Edits a job; see `JobPatch` for what may change when.
  public func update(_ id: JobID, _ patch: JobPatch) async throws(JobError) -> Job {
    try await update(id, patch, within: nil)
  }

  /// The same for who sees only jobs within some limits; here and below, `nil` is all.
  package func update(_ id: JobID, _ patch: JobPatch, within limits: RealmLimits?) async throws(JobError) -> Job {
    try check(patch)
    let cancels = acceptedCancels
    let job = try await perform(id, "edit") { store throws(StoreError) in
      try await store.update(id, patch, within: limits, now: self.clock.now())
    }
    return asOfNow(job, cancels)
  }

  /// Throws what is wrong with an edit, whatever it is of.
  func check(_ patch: JobPatch) throws(JobError) {
    let faults = patch.faults() + handlers.lacking(patch.callbacks ?? [])
    if !faults.isEmpty { throw .invalid(faults) }
  }

  /// Asks a job to end. Accepted is not done: the fate of a running job is known when its attempt has ended.
  public func cancel(_ id: JobID, _ options: CancelOptions = CancelOptions()) async throws(JobError) -> CancelAnswer {
    try await cancel(id, options, within: nil)
  }

  package func cancel(
    _ id: JobID, _ options: CancelOptions, within limits: RealmLimits?
  ) async throws(JobError) -> CancelAnswer {
    var check = FieldChecks()
    check.reason(options.reason)
    if !check.faults.isEmpty { throw .invalid(check.faults) }
    if let grace = options.graceMicros, !(0...Limits.durationMicrosMax).contains(grace) {
      throw .invalid([FieldFault(field: "grace", detail: "must be between 0 and ten years")])
    }
    return try await perform(id, "cancel") { store throws(StoreError) in
      try await store.cancel(id, options, within: limits, now: self.clock.now())
    }
  }

  /// Queues a failed, cancelled or skipped job again, for one more attempt.
  public func retry(_ id: JobID) async throws(JobError) -> Job {
    try await retry(id, within: nil)
  }

  package func retry(_ id: JobID, within limits: RealmLimits?) async throws(JobError) -> Job {
    try await move(id, .retry, limits)
  }

  /// Keeps a job that has not started, or waits for its next attempt, from starting before its `release`.
  public func hold(_ id: JobID) async throws(JobError) -> Job {
    try await hold(id, within: nil)
  }

  package func hold(_ id: JobID, within limits: RealmLimits?) async throws(JobError) -> Job {
    try await move(id, .hold, limits)
  }

  /// Lets a held job go: it gets the state that it would have now.
  public func release(_ id: JobID) async throws(JobError) -> Job {
    try await release(id, within: nil)
  }

  package func release(_ id: JobID, within limits: RealmLimits?) async throws(JobError) -> Job {
    try await move(id, .release, limits)
  }

  /// Ignores the delay of a scheduled or retrying job.
  public func runNow(_ id: JobID) async throws(JobError) -> Job {
    try await runNow(id, within: nil)
  }

  package func runNow(_ id: JobID, within limits: RealmLimits?) async throws(JobError) -> Job {
    try await move(id, .run, limits)
  }

  private func move(_ id: JobID, _ move: JobMove, _ limits: RealmLimits?) async throws(JobError) -> Job {
    let cancels = acceptedCancels
    let job = try await perform(id, move.rawValue) { store throws(StoreError) in
      try await store.move(id, move, within: limits, now: self.clock.now())
    }
    return asOfNow(job, cancels)
  }

  /// Lets two jobs of a queue that have not started change places: their priorities, and if both are in line, who of them
  /// comes when. Returns both as they are now.
  public func exchange(_ first: JobID, _ second: JobID) async throws(JobError) -> (Job, Job) {
    try await exchange(first, second, within: nil)
  }

  package func exchange(
    _ first: JobID, _ second: JobID, within limits: RealmLimits?
  ) async throws(JobError) -> (Job, Job) {
    let cancels = acceptedCancels
    let answer = try await read { store throws(StoreError) in
      try await store.exchange(first, second, within: limits, now: self.clock.now())
    }
    switch answer {
    case .done(let first, let second): return (asOfNow(first, cancels), asOfNow(second, cancels))
    case .refused(let error): throw error
    }
  }

  /// Sends `signal` (1…64) to the process group of a running subprocess job.
  public func signal(_ id: JobID, _ signal: Int32) async throws(JobError) {
    if !(1...64).contains(signal) {
      throw .invalid([FieldFault(field: "signal", detail: "must be a signal's name or a number from 1 to 64")])
    }
    // First the watch, then the look: an end after the look is heard of.
    let watch = live.watchProcess(id)
    defer { watch.forget() }
    let job = try await job(id)
    if job.state != .running { throw .invalidState(id, state: job.state, verb: "signal") }
    if job.kind == .handler { throw .notSignalable(id) }
    // `running` from the claim on; the process is there a moment later.
    guard await live.process(id, start: job.starts, watch, within: Limits.signalWaitMicros) != nil,
      live.signal(signal, id, start: job.starts)
    else { throw .notSignalable(id) }
  }

  /// Removes a finished job, its history and its logs.
  public func delete(_ id: JobID) async throws(JobError) {
    try await delete(id, within: nil)
  }

  package func delete(_ id: JobID, within limits: RealmLimits?) async throws(JobError) {
    let deleted = try await perform(id, "delete") { store throws(StoreError) in
      try await store.delete(id, within: limits, now: self.clock.now())
    }
    await broom.remove([deleted])
  }

  func perform<Value>(
    _ id: JobID, _ verb: String, _ body: (SQLiteStore) async throws(StoreError) -> VerbAnswer<Value>
  ) async throws(JobError) -> Value {
    switch try await read(body) {
    case .done(let value): return value
    case .notFound: throw .notFound(id)
    case .invalidState(let state): throw .invalidState(id, state: state, verb: verb)
    case .attemptsUsed(let count): throw .attemptsUsed(id, count)
    case .timePassed(let ran): throw .timePassed(id, ranMicros: ran)
    case .changedMeanwhile: throw .changedMeanwhile
    case .duplicate(let key, let holder): throw .duplicate(key: key, holder: holder)
    case .needed(let child): throw .needed(id, by: child)
    case .queueFull(let name, let max): throw .queueFull(name: name, max: max)
    case .invalid(let faults): throw .invalid(faults)
    case .batchCancelling(let batch): throw .batchCancelling(id, batch: batch)
    }
  }
}
