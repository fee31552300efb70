// A job that an answer shows, between the verb and the look at it.

import Synchronization

/// A job as it is when all has followed from what was done to it.
final class ShownJob: Sendable {
  let id: JobID
  private let found = Mutex<Job?>(nil)

  init(_ id: JobID) {
    self.id = id
  }

  /// Once its transaction is written.
  var job: Job {
    get throws(StoreError) {
      guard let job = found.withLock({ $0 }) else {
        throw .illegal(statement: "job", message: "job \(id) is gone after a verb that does not remove it")
      }
      return job
    }
  }

  func note(_ job: Job) {
    found.withLock { $0 = job }
  }
}
