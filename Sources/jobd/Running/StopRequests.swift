// The stops that signals and requests have asked for, kept for whoever is to hear of them: first the start, then the serving daemon.

import JobCore
import Synchronization

/// Stops that have been asked for, the strongest of them last.
final class StopRequests: Sendable {
  private struct State {
    var latest: StopMode?
    var listener: AsyncStream<StopMode>.Continuation?
  }

  private let state = Mutex(State())

  /// The last stop that was asked for, at once, and all later ones. Whoever listened before hears nothing more.
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

  /// The strongest stop that was asked for.
  var latest: StopMode? { state.withLock(\.latest) }

  /// A weaker stop than one before it changes nothing.
  func ask(_ mode: StopMode) {
    let listener = state.withLock { state -> AsyncStream<StopMode>.Continuation? in
      if let latest = state.latest, latest > mode { return nil }
      state.latest = mode
      return state.listener
    }
    listener?.yield(mode)
  }
}
