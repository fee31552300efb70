// Rows that nobody can read: of jobs, which searches pass over, and the counts of batches. Each is said once.

import Logging

/// What the writer has passed over since it was opened.
struct PassedRows {
  private let logger: Logger?
  private var said: Set<Int64> = []
  private var recounted: Set<Int64> = []

  /// - Parameter logger: `nil` says nothing.
  init(_ logger: Logger? = nil) {
    self.logger = logger
  }

  mutating func note(_ id: Int64, _ error: StoreError) {
    guard said.count < Limits.setAsideMax, said.insert(id).inserted else { return }
    logger?.error(
      "a job cannot be read, and is passed over where it stands in line",
      metadata: [LogKeys.jobID: "\(id)", LogKeys.error: "\(error)"])
  }

  mutating func noteRecounted(_ batch: Int64) {
    guard recounted.count < Limits.setAsideMax, recounted.insert(batch).inserted else { return }
    logger?.error(
      "the counts of a batch cannot be read; its members are counted again", metadata: [LogKeys.batchID: "\(batch)"])
  }
}
