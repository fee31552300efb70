// A value that handlers of a test leave for it.

import Synchronization

/// A value behind a lock.
final class Noted<Value: Sendable>: Sendable {
  private let state: Mutex<Value>

  init(_ value: Value) {
    state = Mutex(value)
  }

  var value: Value {
    state.withLock(\.self)
  }

  func change(_ body: @Sendable (inout Value) -> Void) {
    state.withLock { body(&$0) }
  }
}
