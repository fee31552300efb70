// Callbacks of a job: seen, added late, removed. Those of a batch: seen.

import Logging

extension JobQueue {
  static func makeCallbackLoop(
    _ config: JobQueueConfig, _ store: SQLiteStore, _ directory: DataDirectory, _ sender: (any CallbackSender)?,
    _ environment: ChildEnvironment, _ clock: any WallClock, _ alarm: EarliestAlarm, _ logger: Logger
  ) -> CallbackLoop {
    CallbackLoop(
      store: store, sender: sender,
      commands: CallbackCommand(
        environment: environment, defaults: config.childDefaults, boot: store.boot, markPath: directory.workersMarkPath,
        logger: logger),
      clock: clock, alarm: alarm, logger: logger, callsMax: config.callbackCallsMax)
  }

  /// Adds a callback; one that is added after the end is called soon.
  public func addCallback(_ id: JobID, _ callback: Callback) async throws(JobError) -> CallbackStatus {
    try await addCallback(id, callback, within: nil)
  }

  /// The same for who sees only jobs within some limits.
  package func addCallback(
    _ id: JobID, _ callback: Callback, within limits: RealmLimits?
  ) async throws(JobError) -> CallbackStatus {
    var check = FieldChecks()
    check.callback(callback, field: "")
    let faults = check.faults + handlers.lacking([callback]) { _ in "" }
    if !faults.isEmpty { throw .invalid(faults) }
    return try await perform(id, "callbacks") { store throws(StoreError) in
      try await store.addCallback(callback, to: id, within: limits, now: self.clock.now())
    }
  }

  /// In the order in which they are called.
  public func callbacks(_ id: JobID) async throws(JobError) -> [CallbackStatus] {
    _ = try await job(id)
    return try await read { store throws(StoreError) in try await store.callbacks(of: .job(id)) }
  }

  /// Those of a batch, in the order in which they are called.
  public func callbacks(_ id: BatchID) async throws(JobError) -> [CallbackStatus] {
    try await read { store throws(StoreError) in try await store.callbacks(of: .batch(id)) }
  }

  /// Removes those of the job itself that have not been delivered or given up; returns how many. One that is being called
  /// right now may still arrive, and those of its queue stay.
  public func removeCallbacks(_ id: JobID) async throws(JobError) -> Int {
    try await removeCallbacks(id, within: nil)
  }

  /// The same for who sees only jobs within some limits.
  package func removeCallbacks(_ id: JobID, within limits: RealmLimits?) async throws(JobError) -> Int {
    try await perform(id, "callbacks") { store throws(StoreError) in
      try await store.removeCallbacks(of: id, within: limits, now: self.clock.now())
    }
  }
}
