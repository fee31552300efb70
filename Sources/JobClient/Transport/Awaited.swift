// What one task waits for, and several may bring: a connection or the end of the time for it, a turn or a cancel. The
// first one counts.

import Synchronization

/// A value that is given once.
final class Awaited<Value: Sendable>: Sendable {
  private enum State {
    case open
    case waiting(CheckedContinuation<Value, Never>)
    case given(Value)

    mutating func give(_ value: Value) -> Gift {
      switch self {
      case .open:
        self = .given(value)
        return .kept
      case .waiting(let continuation):
        self = .given(value)
        return .taken(continuation)
      case .given: return .late
      }
    }

    /// What has been given already.
    mutating func wait(_ continuation: CheckedContinuation<Value, Never>) -> Value? {
      if case .given(let value) = self { return value }
      self = .waiting(continuation)
      return nil
    }
  }

  private enum Gift {
    case kept
    case taken(CheckedContinuation<Value, Never>)
    case late
  }

  private let state = Mutex(State.open)

  /// Gives the value to the task that waits or will wait; false if another one was given before.
  @discardableResult
  func give(_ value: Value) -> Bool {
    let waiting: CheckedContinuation<Value, Never>?
    switch state.withLock({ $0.give(value) }) {
    case .late: return false
    case .kept: waiting = nil
    case .taken(let continuation): waiting = continuation
    }
    waiting?.resume(returning: value)
    return true
  }

  /// The value, or the other one if the task is cancelled before there is one. To be called once.
  func value(ifCancelled other: Value) async -> Value {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let given = state.withLock { $0.wait(continuation) }
        if let given { continuation.resume(returning: given) }
      }
    } onCancel: {
      give(other)
    }
  }
}
