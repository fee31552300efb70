// What one page of a list may cost: it ends early, with a cursor, when it has looked at enough, has taken long enough,
// or nobody waits for it any more.

import Synchronization

/// The budget of one read.
final class ReadBudget: Sendable {
  private let rows: Int
  private let deadline: ContinuousClock.Instant
  private let isAbandoned = Atomic(false)

  init(rows: Int = Limits.pageRowsMax, micros: Int64 = Limits.pageMicrosMax) {
    self.rows = rows
    deadline = ContinuousClock.now + .micros(micros)
  }

  /// Nobody waits for the answer.
  func abandon() {
    isAbandoned.store(true, ordering: .relaxed)
  }

  /// Whether the read ends here, having looked at so many rows. It looks at one in any case: whoever asks again with
  /// its cursor comes to an end.
  func isSpent(_ looked: Int) -> Bool {
    looked >= 1 && (looked >= rows || isAbandoned.load(ordering: .relaxed) || ContinuousClock.now >= deadline)
  }
}
