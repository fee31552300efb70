// What waits for the writer. Small state behind a lock; methods say whether the writer has to be woken.

import Synchronization

/// The writer's mailbox.
final class StoreMailbox: Sendable {
  private struct State {
    var operations: [StoreOperation] = []
    var lazy: [StoreOperation] = []
    var isWriterAwake = false
    var isClosed = false
  }

  enum Posting {
    case wakeWriter
    case queued
    case refused(StoreError)
  }

  private let state = Mutex(State())

  /// Adds `operation`; the first one after a pause has to wake the writer.
  func post(_ operation: StoreOperation) -> Posting {
    state.withLock { state in
      if state.isClosed { return .refused(.closed) }
      // What must be written is bounded by what runs, and is taken however full it is.
      let isFull = state.operations.count >= Limits.mailboxOperationsMax
      if isFull && operation.patience == .none { return .refused(.overloaded) }
      state.operations.append(operation)
      if state.isWriterAwake { return .queued }
      state.isWriterAwake = true
      return .wakeWriter
    }
  }

  /// Adds an operation that waits for company; returns whether it is the first, so that a timer is needed.
  func postLazily(_ operation: StoreOperation) -> Bool {
    state.withLock { state in
      if state.isClosed { return false }
      state.lazy.append(operation)
      return state.lazy.count == 1
    }
  }

  /// The next group, oldest first, the lazy ones before them; empty puts the writer to sleep.
  func take(max: Int) -> [StoreOperation] {
    state.withLock { state in
      if state.operations.isEmpty {
        state.isWriterAwake = false
        return []
      }
      let lazy = state.lazy
      state.lazy.removeAll()
      if state.operations.count + lazy.count <= max {
        defer { state.operations.removeAll(keepingCapacity: true) }
        return lazy.isEmpty ? state.operations : lazy + state.operations
      }
      let group = lazy + state.operations.prefix(max)
      state.operations.removeFirst(min(max, state.operations.count))
      return group
    }
  }

  /// Turns the lazy operations into ordinary ones; returns whether the writer has to be woken.
  func hurryLazy() -> Bool {
    state.withLock { state in
      if state.lazy.isEmpty { return false }
      state.operations.append(contentsOf: state.lazy)
      state.lazy.removeAll()
      if state.isWriterAwake { return false }
      state.isWriterAwake = true
      return true
    }
  }

  /// Refuses everything from now on, and hands over what was waiting.
  func close() -> [StoreOperation] {
    state.withLock { state in
      state.isClosed = true
      defer {
        state.operations.removeAll()
        state.lazy.removeAll()
      }
      return state.lazy + state.operations
    }
  }
}
