// Pauses: nothing starts until somebody says so, or until their time is over; and what runs may stand still.

extension JobQueue {
  /// Pauses everything: nothing starts, here or elsewhere. Submissions go on being taken, and what is due becomes ready.
  /// It survives a restart, and `resume` ends it.
  ///
  /// - Returns: with `stopsRunning` what became of the jobs that ran.
  public func pause(_ options: PauseOptions = PauseOptions()) async throws(JobError) -> PauseResult {
    try options.check()
    try await read { store throws(StoreError) in try await store.setPaused(options, now: self.clock.now()) }
    return try await settle(.everything, stopsRunning: options.stopsRunning)
  }

  /// Pauses queues, all of them or none.
  ///
  /// - Errors: `.noSuchQueue` for the first that is not there.
  public func pause(
    queues names: [String], _ options: PauseOptions = PauseOptions()
  ) async throws(JobError) -> PauseResult {
    try options.check()
    _ = try await set(names, options)
    return try await settle(.queues(Set(names)), stopsRunning: options.stopsRunning)
  }

  /// Lets queues go on, and their commands that stood still for them.
  ///
  /// - Errors: `.noSuchQueue`; `.shuttingDown`: none of their jobs would start.
  public func resume(queues names: [String]) async throws(JobError) -> PauseResult {
    try checkStarting()
    _ = try await set(names, nil)
    return try await settle(.queues(Set(names)), stopsRunning: false)
  }

  /// Pauses a queue, so that none of its jobs starts, or lets it go on.
  ///
  /// - Errors: `.noSuchQueue`; `.shuttingDown` for a queue that is to go on while the daemon stops.
  public func setQueuePaused(_ name: String, _ isPaused: Bool) async throws(JobError) -> QueueStatus {
    try await setQueuePaused(name, isPaused ? PauseOptions() : nil)
  }

  /// The same with more about the pause; `nil` is to go on. The answer is that of the transaction: there is nothing to
  /// be read after it that could fail.
  package func setQueuePaused(_ name: String, _ options: PauseOptions?) async throws(JobError) -> QueueStatus {
    try options?.check()
    if options == nil {
      _ = try await queue(name)
      try checkStarting()
    }
    let status = try await set([name], options)
    _ = try await settle(.queues([name]), stopsRunning: options?.stopsRunning ?? false)
    guard let status = status.first else { throw .noSuchQueue(name) }
    return status
  }

  /// Pauses jobs: those that have not started are held, and with `stopsRunning` commands that run stand still.
  public func pause(jobs ids: [JobID], stopsRunning: Bool = false) async throws(JobError) -> PauseResult {
    try await pause(jobs: ids, stopsRunning: stopsRunning, within: nil)
  }

  package func pause(
    jobs ids: [JobID], stopsRunning: Bool, within limits: RealmLimits?
  ) async throws(JobError) -> PauseResult {
    try await each(ids) { store, ids throws(StoreError) in
      try await store.pause(ids, stopsRunning: stopsRunning, within: limits, now: self.clock.now())
    }
  }

  /// Lets jobs go on that were paused by themselves.
  public func resume(jobs ids: [JobID]) async throws(JobError) -> PauseResult {
    try await resume(jobs: ids, within: nil)
  }

  package func resume(jobs ids: [JobID], within limits: RealmLimits?) async throws(JobError) -> PauseResult {
    try await each(ids) { store, ids throws(StoreError) in
      try await store.resume(ids, within: limits, now: self.clock.now())
    }
  }

  /// The pause of everything, if it is on.
  public func pauseOfEverything() async throws(JobError) -> Pause? {
    try await read { store throws(StoreError) in try await store.pauseOfEverything }
  }

  /// Where nothing is paused nothing is written: a drain is undone on a full disk, too.
  func endPauseOfEverything() async throws(JobError) {
    if await store.isEverythingPaused() {
      try await read { store throws(StoreError) in try await store.setPaused(nil, now: self.clock.now()) }
    }
    _ = try await settle(.everything, stopsRunning: false)
  }

  // MARK: Steps

  private func set(_ names: [String], _ options: PauseOptions?) async throws(JobError) -> [QueueStatus] {
    if names.count > Limits.pausedTogetherMax {
      throw .invalid([FieldFault(field: "queues", detail: "must be at most \(Limits.pausedTogetherMax)")])
    }
    let answer = try await read { store throws(StoreError) in
      try await store.setPaused(queues: names, options, now: self.clock.now())
    }
    switch answer {
    case .done(let queues): return queues
    case .noSuchQueue(let name): throw .noSuchQueue(name)
    }
  }

  /// Looks through what runs, unless all of it goes on and nothing of it is to stop. Commands that an earlier pause has
  /// stopped go on if this one does not mean them; a full disk may have cut the walk short that was for that.
  private func settle(_ scope: PauseScope, stopsRunning: Bool) async throws(JobError) -> PauseResult {
    if !stopsRunning && !live.isAnyFrozen { return PauseResult() }
    var result = PauseResult()
    var last: JobID? = JobID(0)
    while let after = last {
      let step = try await read { store throws(StoreError) in
        try await store.settlePauses(scope, after: after, now: self.clock.now())
      }
      result.add(step)
      last = step.next
    }
    return result
  }

  private func each(
    _ ids: [JobID], _ body: (SQLiteStore, [JobID]) async throws(StoreError) -> PauseStep
  ) async throws(JobError) -> PauseResult {
    if ids.count > Limits.pausedTogetherMax {
      throw .invalid([FieldFault(field: "ids", detail: "must be at most \(Limits.pausedTogetherMax)")])
    }
    var seen: Set<JobID> = []
    var left = ids.filter { seen.insert($0).inserted }[...]
    var result = PauseResult()
    while !left.isEmpty {
      let now = Array(left)
      let step = try await read { store throws(StoreError) in try await body(store, now) }
      result.add(step)
      guard let last = step.next, let index = left.firstIndex(of: last) else { break }
      left = left[(index + 1)...]
    }
    return result
  }
}

extension PauseOptions {
  /// Throws unless it may last so long.
  fileprivate func check() throws(JobError) {
    if let forMicros, !(1...Limits.durationMicrosMax).contains(forMicros) {
      throw .invalid([FieldFault(field: "for", detail: "must be between 1 us and ten years")])
    }
  }
}
