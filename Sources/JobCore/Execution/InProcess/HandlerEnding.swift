// How an attempt of a handler in this process ends: the handler returns, or nobody waits for it any more. What happens
// first counts.

import Synchronization

/// Where the handler and those who give it up meet.
final class HandlerEnding: Sendable {
  private struct State {
    var isOver = false
    var outcome: Outcome?
    var waiter: CheckedContinuation<Outcome, Never>?
  }

  private let state = Mutex(State())

  /// The handler has ended; false if it was given up before, and nobody wants to know.
  func finish(_ outcome: Outcome) -> Bool {
    end(outcome) {}
  }

  /// Gives it up, unless it has ended. `first` is called before whoever waits goes on.
  func giveUp(_ outcome: Outcome, first: () -> Void) {
    _ = end(outcome, first: first)
  }

  private func end(_ outcome: Outcome, first: () -> Void) -> Bool {
    let isFirst = state.withLock { state in
      if state.isOver { return false }
      state.isOver = true
      return true
    }
    if !isFirst { return false }
    first()
    let waiter = state.withLock { state in
      state.outcome = outcome
      return state.waiter.take()
    }
    waiter?.resume(returning: outcome)
    return true
  }

  /// The end that counts; waited for by one.
  var outcome: Outcome {
    get async {
      await withCheckedContinuation { continuation in
        let outcome = state.withLock { state in
          if state.outcome == nil { state.waiter = continuation }
          return state.outcome
        }
        if let outcome { continuation.resume(returning: outcome) }
      }
    }
  }
}
