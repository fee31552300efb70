// A value that handlers of a test leave for it.

import Synchronization

/// A value behind a lock.
package final class Noted<Value: Sendable>: Sendable {
  private let state: Mutex<Value>

  package init(_ value: Value) {
    state = Mutex(value)
  }

  package var value: Value {
    state.withLock(\.self)
  }

  package func change(_ body: @Sendable (inout Value) -> Void) {
    state.withLock { body(&$0) }
  }
}
