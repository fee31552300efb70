// So many at a time, the others in the order in which they came.

import NIOCore
import Synchronization

/// Lets requests begin, one after the other where there are too many.
final class Turns: Sendable {
  /// Why somebody does not get a turn.
  enum Refusal: Error {
    case cancelled
    case late
    case closed
  }

  private typealias Waiter = Awaited<Result<Void, Refusal>>

  private struct State {
    var free: Int
    var waiting = CircularBuffer<Waiter>()
    var isClosed = false
  }

  private let state: Mutex<State>

  init(max: Int) { state = Mutex(State(free: max)) }

  /// How many wait.
  var waitingCount: Int { state.withLock { $0.waiting.count } }

  /// Waits for a turn, as long as there is time; every turn is to be given back.
  func take(before deadline: NIODeadline) async throws(Refusal) {
    let waiter = Waiter()
    let now: Result<Void, Refusal>? = state.withLock { state in
      if state.isClosed { return .failure(.closed) }
      if state.free > 0 {
        state.free -= 1
        return .success(())
      }
      state.waiting.append(waiter)
      return nil
    }
    if let now { return try now.get() }
    let timer =
      deadline == .distantFuture
      ? nil : ClientThread.loop.scheduleTask(deadline: deadline) { _ = waiter.give(.failure(.late)) }
    let answer = await waiter.value(ifCancelled: .failure(.cancelled))
    timer?.cancel()
    if case .failure = answer { state.withLock { $0.waiting.removeAll { $0 === waiter } } }
    try answer.get()
  }

  /// Whoever has waited longest is next.
  func giveBack() {
    while let waiter = next() {
      // One who has left meanwhile does not need it.
      if waiter.give(.success(())) { return }
    }
  }

  private func next() -> Waiter? {
    state.withLock { state in
      if let waiter = state.waiting.popFirst() { return waiter }
      state.free += 1
      return nil
    }
  }

  /// Nobody gets a turn any more.
  func close() {
    let waiting = state.withLock { state in
      state.isClosed = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for waiter in waiting { waiter.give(.failure(.closed)) }
  }
}
