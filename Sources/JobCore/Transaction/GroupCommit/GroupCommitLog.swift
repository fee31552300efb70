// What an operator reads of the writer.

import Logging

/// The log of a writer.
struct GroupCommitLog {
  let logger: Logger
  /// Transactions that take longer are named; `nil` is off.
  let slowMicros: Int64?

  /// asyncio's debug mode: a step that holds everybody up is named.
  func slow(_ duration: Duration, count: Int) {
    guard let slowMicros, duration > .micros(slowMicros) else { return }
    logger.warning(
      "slow transaction", metadata: [LogKeys.duration: "\(duration)", LogKeys.count: "\(count)"])
  }

  func waits(_ count: Int, for error: StoreError) {
    logger.warning(
      "the store takes nothing; what must be written waits and is tried again. \(error.remedy)",
      metadata: [LogKeys.error: "\(error)", LogKeys.count: "\(count)"])
  }

  func allIsRecorded() {
    logger.notice("the store can be written to again: all that waited is recorded")
  }

  /// - Parameter end: what was asked for, if it was the end of an attempt.
  func leavesOut(_ omission: Course.Omission, _ error: StoreError, of end: Transition? = nil) {
    switch omission {
    // What of it fails by itself is said then.
    case .haste: break
    case .thing(let thing): setAside(thing, error)
    case .sequel(let sequel): putOff(sequel, error, of: end)
    }
  }

  private func setAside(_ thing: DueThing, _ error: StoreError) {
    logger.error(
      "something due cannot be done, and is left alone until the next start",
      metadata: [LogKeys.due: "\(thing)", LogKeys.error: "\(error)"])
  }

  private func putOff(_ sequel: Sequel, _ error: StoreError, of end: Transition?) {
    let what =
      switch sequel {
      case .followUps: "the follow-ups of a handler cannot be stored; the end of its job is recorded without them"
      case .settlement: "a follow-up of what has ended cannot be decided; the end is recorded without it"
      case .claims: "those who wait for jobs cannot be given any; what has been done meanwhile is recorded"
      }
    logger.error("\(what)", metadata: metadata(error, end))
  }

  /// Of an end that would change nothing.
  func isFoundAgain(_ key: KeptKey) {
    guard case .cancel(let subject) = key else { return }
    var metadata: Logger.Metadata = [:]
    switch subject {
    case .job(let id, _, _): metadata[LogKeys.jobID] = "\(id)"
    case .batch(let id): metadata[LogKeys.batchID] = "\(id)"
    }
    logger.error(
      "a cancel is recorded but cannot be struck off beside the database: the next start cancels once more",
      metadata: metadata)
  }

  /// It is jobd's own fault, and nobody else's to look into.
  func brokenRule(_ error: StoreError, by end: Transition?) {
    logger.error("the rules of the store would have been broken", metadata: metadata(error, end))
  }

  private func metadata(_ error: StoreError, _ end: Transition?) -> Logger.Metadata {
    var metadata: Logger.Metadata = [LogKeys.error: "\(error)"]
    if let end { metadata[LogKeys.jobID] = "\(end.fence.job)" }
    return metadata
  }
}

extension StoreError {
  /// What to do about it, in one sentence.
  fileprivate var remedy: String {
    switch self {
    case .full: "Free space on the disk: removing output of ended jobs will do."
    case .replaced(let path): "Put the file that was at \(path) back, or restart jobd."
    default: "Check the disk."
    }
  }
}
