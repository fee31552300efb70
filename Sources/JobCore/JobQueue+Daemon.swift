// Queues, and the daemon as a whole: how it is, draining, and signs of life.

import Logging
import Synchronization

extension JobQueue {
  /// Every queue that has been named so far, by name.
  public func queues() async throws(JobError) -> [QueueStatus] {
    try await read { store throws(StoreError) in try await store.queues() }
  }

  /// The queue and what is in it.
  ///
  /// - Errors: `.noSuchQueue`.
  public func queue(_ name: String) async throws(JobError) -> QueueStatus {
    guard let queue = try await queues().first(where: { $0.name == name }) else { throw .noSuchQueue(name) }
    return queue
  }

  /// Changes the settings of a queue, and leaves those that the change does not say; creates the queue if it is not
  /// there.
  ///
  /// - Errors: `.invalid` with every fault; nothing is changed then.
  public func setQueue(_ name: String, _ change: QueueChange) async throws(JobError) -> QueueStatus {
    var faults = change.faults(name: name)
    if case .set(let callbacks) = change.callbacks { faults += handlers.lacking(callbacks) }
    if !faults.isEmpty { throw .invalid(faults) }
    if let fault = await userFault(change) { throw .invalid([fault]) }
    let verdict = try await read { store throws(StoreError) in
      try await store.setQueue(name, change, now: self.clock.now())
    }
    switch verdict {
    case .done(let status): return status
    case .tooMany: throw .invalid([.tooManyQueues])
    case .invalid(let faults): throw .invalid(faults)
    case .lookAgain: throw .changedMeanwhile
    }
  }

  /// Sets what the configuration says of a queue.
  func configure(_ name: String, _ change: QueueChange) async throws(StoreError) {
    let metadata: Logger.Metadata = [LogKeys.queue: "\(name)"]
    guard case .done(let status) = try await store.configureQueue(name, change, now: clock.now()) else {
      return logger.error("a queue of the configuration was left out: there are too many", metadata: metadata)
    }
    if let fault = status.settings.runAsFault {
      logger.warning(
        "a queue has a command called that is not run",
        metadata: metadata.merging([LogKeys.error: "\(fault.field) \(fault.detail)"]) { $1 })
    }
  }

  /// Removes a queue in which no job is, ended ones included; what it was set to goes with it.
  ///
  /// - Errors: `.noSuchQueue`, `.queueInUse`.
  public func removeQueue(_ name: String) async throws(JobError) {
    _ = try await removeQueue(name, keepsUser: false)
  }

  /// The same; with `keepsUser` a queue whose commands run as another user stays, and the answer is false.
  package func removeQueue(_ name: String, keepsUser: Bool) async throws(JobError) -> Bool {
    let answer = try await read { store throws(StoreError) in
      try await store.removeQueue(name, keepsUser: keepsUser, now: self.clock.now())
    }
    switch answer {
    case .done: return true
    case .hasUser: return false
    case .notThere: throw .noSuchQueue(name)
    case .inUse(let jobs): throw .queueInUse(name: name, jobs: jobs)
    }
  }

  /// What the whole queue is doing.
  public func info() async throws(JobError) -> DaemonInfo {
    let queues = try await queues()
    let storeInfo = try await read { store throws(StoreError) in try await store.info() }
    let pause = try await pauseOfEverything()
    var counts = Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0, 0) })
    for queue in queues { counts.merge(queue.counts, uniquingKeysWith: +) }
    return DaemonInfo(
      startedAt: startedAt, boot: store.boot, dataDirectory: directory.path, durability: config.durability,
      isDraining: await dispatcher.isClaimingStopped, pause: pause,
      isStopping: isStopping.load(ordering: .sequentiallyConsistent), slotsTotal: config.slots,
      slotsUsed: await dispatcher.slotsUsed, counts: counts, queueCount: queues.count, waiters: bus.watchCount,
      stuckHandlers: threads.stuckCount,
      loopLagMicros: dueClock.lagMicros, store: storeInfo)
  }

  /// What runs here, a line each; answers at once, whatever else stands still.
  package var runningAttempts: [String] { live.descriptions }

  /// Stops claiming until `resume`; submissions are refused, everything else is answered.
  public func drain() async {
    isAccepting.store(false, ordering: .relaxed)
    store.setDraining(true)
    await dispatcher.drain()
  }

  /// Undoes `drain`, and a pause of everything; not pauses of single queues or jobs.
  ///
  /// - Errors: `.shuttingDown`: a stop cannot be undone.
  public func resume() async throws(JobError) {
    try checkStarting()
    await dispatcher.resume()
    store.setDraining(false)
    isAccepting.store(true, ordering: .sequentiallyConsistent)
    // A stop may have come meanwhile and closed what was opened again just now.
    if isStopping.load(ordering: .sequentiallyConsistent) {
      isAccepting.store(false, ordering: .relaxed)
      store.setDraining(true)
      throw .shuttingDown
    }
    try await endPauseOfEverything()
  }

  /// Throws `.shuttingDown` when nothing will be started here any more: from the first stop on.
  package func checkStarting() throws(JobError) {
    if isStopping.load(ordering: .sequentiallyConsistent) { throw .shuttingDown }
  }

  /// Whether nothing is claimed any more, and how many slots are taken; asks nobody but the dispatcher.
  package var drainStatus: (isDraining: Bool, slotsUsed: Int) {
    get async { (await dispatcher.isClaimingStopped, await dispatcher.slotsUsed) }
  }

  /// Whether the store can write: one small transaction that reaches the disk.
  public func checkReady() async throws(JobError) {
    try await read { store throws(StoreError) in try await store.checkWritable() }
  }

  /// Returns when both the writer and the dispatcher have answered: what a watchdog wants to know.
  public func ping() async throws(JobError) {
    await dispatcher.ping()
    try await read { store throws(StoreError) in try await store.ping() }
  }

  /// asyncio: a coroutine that was never awaited gets a warning at the end. A held job is one: nothing starts it but a
  /// release.
  func sayWhatWaits() async {
    do throws(StoreError) {
      let queues = try await store.queues()
      let held = queues.reduce(0) { $0 + $1.counts[.held, default: 0] }
      let blocked = queues.reduce(0) { $0 + $1.counts[.blocked, default: 0] }
      if held + blocked == 0 { return }
      logger.log(
        level: held > 0 ? .warning : .notice, "jobs stay behind that wait for somebody, or for other jobs",
        metadata: [LogKeys.held: "\(held)", LogKeys.blocked: "\(blocked)"])
    } catch {
      // A store that cannot be read says so elsewhere.
      logger.debug("cannot count the jobs that wait", metadata: [LogKeys.error: "\(error)"])
    }
  }
}
