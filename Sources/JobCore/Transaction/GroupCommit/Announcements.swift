// What is said of commits: to who hears of each, and to who asks how things stand.

import Synchronization

/// Who hears of commits, and what anybody may ask of the last one.
final class Announcements: Sendable {
  private let onCommit: @Sendable (Commit) -> Void
  private let slots: Mutex<[Int64: Int]>

  init(slotsTaken: [Int64: Int], onCommit: @escaping @Sendable (Commit) -> Void) {
    slots = Mutex(slotsTaken)
    self.onCommit = onCommit
  }

  /// Slots taken in each queue, as of the last commit.
  var slotsTaken: [Int64: Int] {
    slots.withLock { $0 }
  }

  /// - Parameter changed: slots taken in the queues in which the commit changed that.
  func tell(_ commit: Commit, slotsTaken changed: [(queue: Int64, count: Int)] = []) {
    if !changed.isEmpty {
      slots.withLock { slots in
        for (queue, count) in changed { slots[queue] = count }
      }
    }
    if !commit.isEmpty { onCommit(commit) }
  }
}
