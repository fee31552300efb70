// What is made when it is first used, made at the start: a daemon that has used up its descriptors or threads by then
// would go without for good, or trap.

import Dispatch

/// The first use of everything that keeps descriptors or threads for later uses.
enum FirstUse {
  /// Returns when all of it is there.
  static func bring() async {
    _ = ChildWatch.shared
    await ringTimers()
  }

  /// Dispatch has a descriptor for each clock, and forgets a timer for which it gets none.
  private static func ringTimers() async {
    let queue = DispatchQueue(label: "jobd.first")
    // Not waited for: if the clock is set back right now, it rings long after. It has its descriptor when the next one
    // rings: one thread arms them, in their order.
    queue.asyncAfter(wallDeadline: .now() + .milliseconds(1)) {}
    await withCheckedContinuation { continuation in
      queue.asyncAfter(deadline: .now() + .milliseconds(1)) { continuation.resume() }
    }
    // The clock of Swift's own sleeps.
    try? await Task.sleep(for: .milliseconds(1))
  }
}
