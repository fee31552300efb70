// What was asked for by signals, kept for whoever is to hear of it: first the start, then what serves.

import JobCore
import Synchronization

/// Stops that have been asked for, the strongest of them last.
final class StopRequests: Sendable {
  private struct State {
    var latest: StopMode?
    var listener: AsyncStream<StopMode>.Continuation?
  }

  private let state = Mutex(State())

  /// What is asked for from now on, and at once what was asked for last. Whoever listened before hears nothing more.
  func listen() -> AsyncStream<StopMode> {
    let (stream, continuation) = AsyncStream<StopMode>.makeStream()
    let (before, latest) = state.withLock { state in
      defer { state.listener = continuation }
      return (state.listener, state.latest)
    }
    before?.finish()
    if let latest { continuation.yield(latest) }
    return stream
  }

  func ask(_ mode: StopMode) {
    let listener = state.withLock { state in
      state.latest = mode
      return state.listener
    }
    listener?.yield(mode)
  }
}
