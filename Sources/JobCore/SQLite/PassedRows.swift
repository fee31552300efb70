// Rows of jobs that nobody can read: searches pass them over, and each is said once.

import Logging

/// What the writer has passed over since it was opened.
struct PassedRows {
  private let logger: Logger?
  private var said: Set<Int64> = []

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
}
