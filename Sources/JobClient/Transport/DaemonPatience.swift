// What goes on when the daemon is started anew: requests that change nothing are made again until it is back.

import JobWire
import Synchronization

/// How long a daemon that is away is waited for, and who hears that it is. All copies of a client share it.
final class DaemonPatience: Sendable {
  private struct State {
    /// A daemon was there: one that never was is missing, another may be on its way back.
    var wasThere: Bool
    var isToldAway = false
  }

  let length: Duration
  private let whenAway: @Sendable (ClientError) -> Void
  private let state: Mutex<State>

  /// - Parameter isKnown: a daemon has answered already.
  init(_ time: WireDuration, isKnown: Bool, whenAway: @escaping @Sendable (ClientError) -> Void) {
    state = Mutex(State(wasThere: isKnown))
    length = .microseconds(time.micros)
    self.whenAway = whenAway
  }

  /// What `body` comes to; a daemon that is away meanwhile is waited for, until `limit` at most. What `body` asks must
  /// do no more when it is asked twice.
  func over<T: Sendable>(
    until limit: ContinuousClock.Instant? = nil, _ body: () async throws(ClientError) -> T
  ) async throws(ClientError) -> T {
    var pause = ReconnectPause()
    var end: ContinuousClock.Instant?
    while true {
      do throws(ClientError) {
        let value = try await body()
        answered()
        return value
      } catch {
        let now = ContinuousClock.now
        guard error.isPassing, mayComeBack(error) else { throw error }
        if end == nil { end = min(now + length, limit ?? now + length) } else { tell(error) }
        if let end, now >= end { throw error }
      }
      do { try await ContinuousClock().sleep(for: pause.next()) } catch { throw .cancelled }
    }
  }

  /// A daemon is there.
  func answered() { state.withLock { $0 = State(wasThere: true, isToldAway: false) } }

  /// Says once that the daemon is away, until it has answered again.
  func tell(_ error: ClientError) {
    let isNews = state.withLock { state in
      defer { state.isToldAway = true }
      return !state.isToldAway
    }
    if isNews { whenAway(error) }
  }

  /// A connection that broke was one to a daemon; that nobody could be reached says nothing of the kind.
  func mayComeBack(_ error: ClientError) -> Bool {
    switch error {
    case .unreachable, .timedOut: return state.withLock(\.wasThere)
    default:
      state.withLock { $0.wasThere = true }
      return true
    }
  }
}
