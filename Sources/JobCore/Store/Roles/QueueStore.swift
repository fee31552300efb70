// Queues and their settings.

/// What came of setting a queue.
enum QueueVerdict: Sendable {
  /// The queue as it is now.
  case done(QueueStatus)
  /// It is not there, and there are as many as there may be.
  case tooMany
  /// Its settings would contradict one another; nothing has changed.
  case invalid([FieldFault])
  /// Its callbacks are not those that the change was made of.
  case lookAgain
}

/// What came of removing a queue.
enum QueueRemoval: Sendable {
  case done
  case notThere
  /// So many jobs are in it, ended ones included; or it is the one that is always there.
  case inUse(jobs: Int)
  /// Its commands run as another user, and whoever removes it may not change that.
  case hasUser
}

/// What keeps queues.
protocol QueueStore: Sendable {
  /// Changes what the change says of the settings that there are then; the queue is made if it is not there.
  @discardableResult
  func setQueue(_ name: String, _ change: QueueChange, now: Timestamp) async throws(StoreError) -> QueueVerdict
  /// The same as the configuration says it, which wins in any case.
  func configureQueue(_ name: String, _ change: QueueChange, now: Timestamp) async throws(StoreError) -> QueueVerdict
  /// - Parameter keepsUser: it stays if its commands run as another user.
  func removeQueue(_ name: String, keepsUser: Bool, now: Timestamp) async throws(StoreError) -> QueueRemoval
  func queues() async throws(StoreError) -> [QueueStatus]
}
