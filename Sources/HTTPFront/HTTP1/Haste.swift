// What becomes of a wait whose client has said that it will send nothing more, as `nc -N` does: it still reads, and gets
// its answer at once. A client that is gone is another thing: then the whole request is cancelled.

import Synchronization

/// Whether a request is to be answered with what is known now.
final class Haste: Sendable {
  private struct State {
    var isOn: Bool
    /// Of the waits that are going on; they finish when haste begins.
    var waits: [Int: AsyncStream<Never>.Continuation] = [:]
    var count = 0
  }

  private let state: Mutex<State>

  init(isOn: Bool = false) {
    state = Mutex(State(isOn: isOn))
  }

  var isOn: Bool { state.withLock { $0.isOn } }

  func begin() {
    let waits = state.withLock { state in
      state.isOn = true
      return state.waits.values
    }
    for wait in waits { wait.finish() }
  }

  /// What `look` finds within that time, or finds at once as soon as there is haste. Cancelling the request would do
  /// more: nothing could be read any more after the wait.
  func look<Value: Sendable>(
    for micros: Int64, _ look: @escaping @Sendable (_ micros: Int64) async throws -> Value
  ) async throws -> Value {
    guard micros > 0, !isOn else { return try await look(isOn ? 0 : micros) }
    do {
      let found = try await cut { try await look(micros) }
      if !isOn { return found }
    } catch {
      // What cut the wait may also have cut what it read.
      guard isOn else { throw error }
    }
    return try await look(0)
  }

  /// Runs `wait`, and cancels it as soon as there is haste. What it returns then is up to it.
  func cut<Value: Sendable>(_ wait: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask { try await wait() }
      group.addTask {
        await self.untilItBegins()
        return nil
      }
      defer { group.cancelAll() }
      while let ended = try await group.next() {
        if let value = ended { return value }
        group.cancelAll()
      }
      preconditionFailure("the wait returns a value or throws")
    }
  }

  /// Returns when there is haste, or when it is cancelled.
  func untilItBegins() async {
    let stream = AsyncStream<Never>.makeStream()
    let number = state.withLock { state in
      state.count += 1
      if state.isOn { stream.continuation.finish() }
      state.waits[state.count] = stream.continuation
      return state.count
    }
    for await _ in stream.stream {}
    state.withLock { $0.waits[number] = nil }
  }
}
