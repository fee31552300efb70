// Callbacks of a job: seen, added late, removed.

extension JobQueue {
  /// Adds a callback; one that is added after the end is called soon.
  public func addCallback(_ id: JobID, _ callback: Callback) async throws(JobError) -> CallbackStatus {
    fatalError("to come")
  }

  /// In the order in which they are called.
  public func callbacks(_ id: JobID) async throws(JobError) -> [CallbackStatus] {
    fatalError("to come")
  }

  /// Removes those that have not been called; returns how many.
  public func removeCallbacks(_ id: JobID) async throws(JobError) -> Int {
    fatalError("to come")
  }
}
