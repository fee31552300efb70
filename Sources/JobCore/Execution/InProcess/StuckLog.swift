// What an operator reads of handlers that do not end when told to, and of pools that carry less because of them.

import Logging

/// Tells the log of one attempt that was given up.
struct StuckLog {
  /// Knows the attempt.
  private let logger: Logger

  init(_ job: ClaimedJob, handler: String, pool: ThreadPool?, _ logger: Logger) {
    var logger = logger
    logger[metadataKey: LogKeys.jobID] = "\(job.id)"
    logger[metadataKey: LogKeys.jobAttempt] = "\(job.attempt)"
    logger[metadataKey: LogKeys.handler] = "\(handler)"
    if let pool { logger[metadataKey: LogKeys.pool] = "\(pool.name)" }
    self.logger = logger
  }

  /// Its time was up, and it goes on.
  ///
  /// - Parameter capacity: what its pool can carry from now on, if that is less than before.
  func wasGivenUp(capacity: Int?) {
    logger.warning("handler did not end when told to: it goes on, and its result is ignored")
    if let capacity {
      let message: Logger.Message = "pool carries fewer handlers: those that did not end hold its threads"
      logger.warning(message, metadata: [LogKeys.capacity: "\(capacity)"])
    }
  }

  /// It has ended after all.
  ///
  /// - Parameter capacity: what its pool can carry from now on, if that is more than before.
  func hasEnded(capacity: Int?) {
    logger.notice("handler that did not end when told to has ended")
    if let capacity {
      logger.notice("pool carries more handlers again", metadata: [LogKeys.capacity: "\(capacity)"])
    }
  }
}
