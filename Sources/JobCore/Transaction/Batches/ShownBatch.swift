// A batch that an answer shows, between the verb and the look at it.

import Synchronization

/// A batch as it is when all has followed from what was done to it.
final class ShownBatch: Sendable {
  let id: BatchID
  private let found = Mutex<Batch?>(nil)

  init(_ id: BatchID) {
    self.id = id
  }

  /// Once its transaction is written; `nil` if it is gone.
  var batch: Batch? { found.withLock { $0 } }

  func note(_ batch: Batch?) {
    found.withLock { $0 = batch }
  }
}

/// What a verb on a batch came to.
enum LaterVerdict: Sendable {
  case notFound
  case refused(isDone: Bool)
  case done(ShownBatch)
  case lookAgain

  /// Once its transaction is written.
  var verdict: BatchVerdict {
    switch self {
    case .notFound: .notFound
    case .refused(let isDone): .refused(isDone: isDone)
    case .lookAgain: .lookAgain
    case .done(let shown): shown.batch.map { .done($0) } ?? .notFound
    }
  }
}
