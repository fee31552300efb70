// One request to send input, and who waits for what becomes of it.

import Synchronization

/// The answer to one sender, which may come before or after it is asked for. The first one counts.
final class InputSend: Sendable {
  private struct State {
    var answer: InputAnswer?
    var waiter: CheckedContinuation<InputAnswer, Never>?
  }

  private let state = Mutex(State())

  /// What is known by now.
  var known: InputAnswer? { state.withLock(\.answer) }

  func tell(_ answer: InputAnswer) {
    let waiter = state.withLock { state in
      if state.answer != nil { return nil as CheckedContinuation<InputAnswer, Never>? }
      state.answer = answer
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume(returning: answer)
  }

  /// Waits for it; once.
  func answer() async -> InputAnswer {
    await withCheckedContinuation { continuation in
      let answer = state.withLock { state in
        if state.answer == nil { state.waiter = continuation }
        return state.answer
      }
      if let answer { continuation.resume(returning: answer) }
    }
  }
}
