// One after another: what many want at once, and others are not to wait for.

import Synchronization

/// Lets one in at a time, in the order of arrival.
final class SnapshotTurns: Sendable {
  private struct State {
    var isTaken = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// Runs `body` when it is its turn, also for a task that has been cancelled meanwhile: what it does then is short.
  func inTurn<Value>(_ body: () async throws(StoreError) -> Value) async throws(StoreError) -> Value {
    await begin()
    defer { end() }
    return try await body()
  }

  private func begin() async {
    await withCheckedContinuation { continuation in
      let isFirst = state.withLock { state in
        if state.isTaken {
          state.waiting.append(continuation)
        } else {
          state.isTaken = true
          return true
        }
        return false
      }
      if isFirst { continuation.resume() }
    }
  }

  private func end() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if !state.waiting.isEmpty { return state.waiting.removeFirst() }
      state.isTaken = false
      return nil
    }
    next?.resume()
  }
}
