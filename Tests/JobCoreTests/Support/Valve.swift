// A gate that blocks the threads of handlers until a test opens it: what a handler does that hears nothing.

import Foundation

@testable import JobCore

/// Blocks until it is opened.
/// Safe to share: its state is behind a gate.
final class Valve: Sendable {
  private struct State {
    var isOpen = false
    var entered = 0
  }

  private let gate = ThreadGate(State())

  /// Blocks the calling thread.
  func pass() {
    gate.withLock { $0.entered += 1 }
    gate.wait { $0.isOpen ? () : nil }
  }

  /// Suspends the calling task, whatever it hears meanwhile.
  func wait() async {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        self.pass()
        continuation.resume()
      }
    }
  }

  /// Blocks the thread of a pool; suspends a handler on the threads that all tests share, which are few.
  func hold(_ context: JobContext) async {
    if context.executor == Lane.asyncExecutor { await wait() } else { pass() }
  }

  func open() {
    gate.withLock { $0.isOpen = true }
    gate.ringForAll()
  }

  /// How many have come here.
  var entered: Int {
    gate.withLock(\.entered)
  }
}
