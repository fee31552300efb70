// The numbers of worker processes.

import Synchronization

/// Numbers that this process has not given out before.
enum WorkerNumbers {
  private static let last = Atomic<Int>(0)

  static func next() -> Int {
    last.add(1, ordering: .relaxed).newValue
  }
}
