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

  /// Whether the read ends here, having looked at so much. It looks at some in any case, however long others kept the
  /// processor from it: whoever asks again with its cursor comes to an end, and a short list is whole.
  func isSpent(_ looked: Looked) -> Bool {
    if isAbandoned.load(ordering: .relaxed) || looked.rows >= rows { return looked.rows >= 1 }
    return looked.work >= Limits.pageRowsMin && ContinuousClock.now >= deadline
  }

  /// What a read has looked at.
  struct Looked {
    private(set) var rows = 0
    /// In ordinary rows: the texts of one may be long.
    private(set) var work = 0

    /// Another row.
    mutating func noteRow() {
      rows += 1
      work += 1
    }

    /// A text of the row, which is compared or taken apart.
    mutating func noteText(bytes: Int) {
      work += bytes / Limits.textBytesPerRow
    }
  }
}
