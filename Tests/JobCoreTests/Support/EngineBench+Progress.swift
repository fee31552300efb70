// How many of a job's reports reach the disk, by the transactions in the store's log.

import TestSupport
import Testing

@testable import JobCore

extension EngineBench {
  /// Expects that what `body` causes to be reported, until the store has the `last` report of the job, is no more than
  /// ten transactions a second, one at each end besides.
  func expectFewProgressWrites(
    of id: JobID, last: Int64, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
  ) async throws {
    let path = "\(queue.directory.databasePath)-wal"
    let begun = ContinuousClock.now
    let before = try WALFile.commits(path)
    try await body()
    // Of the store itself: the queue would answer with what is not written yet.
    try await eventually("the last report is not written", sourceLocation: sourceLocation) {
      try await self.queue.store.job(id)?.progress?.done == last
    }
    let writes = try WALFile.commits(path) - before
    let most = Int((ContinuousClock.now - begun) / .milliseconds(100)) + 2
    #expect(writes >= 1 && writes <= most, "\(writes) transactions", sourceLocation: sourceLocation)
  }
}
