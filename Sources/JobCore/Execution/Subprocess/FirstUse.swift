// What libraries make when they are first used, made at the start: a daemon that has used up its descriptors or threads
// by then would go without for good, or trap.

import Dispatch
import Subprocess
import SystemPackage

/// The first use of everything that keeps descriptors or threads for later uses.
enum FirstUse {
  /// Returns when all of it is there.
  static func bring() async {
    async let timers: Void = ringTimers()
    async let monitor: Void = spawnNothing()
    _ = await (timers, monitor)
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

  /// The library that starts processes makes the thread that waits for them once: if that fails, no process can be
  /// started until the end of the daemon. A directory cannot be executed, so nothing runs.
  private static func spawnNothing() async {
    _ = try? await Subprocess.run(.path("/"), input: .none, output: .discarded, error: .discarded)
  }
}
