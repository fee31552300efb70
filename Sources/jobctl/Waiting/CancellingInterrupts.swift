// The interrupts of a wait that cancels. One stream hears them from the beginning of the wait to its end, so that none is
// lost between two steps.

import Synchronization

/// Tells the interrupt that ends a wait from the one that leaves the jobs to themselves.
final class CancellingInterrupts: Sendable {
  private let stream = Interrupts.stream()
  private let isCancelling = Mutex(false)
  private let firsts = AsyncStream<Void>.makeStream()

  /// Returns at the interrupt that leaves the jobs to themselves: one that comes while they are being cancelled.
  func watch() async {
    for await _ in stream {
      let wasCancelling = isCancelling.withLock { isCancelling in
        defer { isCancelling = true }
        return isCancelling
      }
      if wasCancelling { return }
      firsts.continuation.yield()
    }
  }

  /// Returns at the first interrupt, if the jobs were not being cancelled already.
  func first() async {
    var iterator = firsts.stream.makeAsyncIterator()
    _ = await iterator.next()
  }

  /// From now on an interrupt leaves the jobs to themselves.
  func beginCancelling() { isCancelling.withLock { $0 = true } }
}
