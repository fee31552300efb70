// Knows every open connection: refuses one too many, and tells all of them when the front stops.

import NIOCore
import Synchronization

/// Tells a connection to finish what it is doing and close.
enum ConnectionEvent: Sendable {
  case quiesce
}

/// The open connections of a front, over all its event loops.
final class ConnectionRegistry: Sendable {
  private struct State {
    var open: [ObjectIdentifier: any Channel] = [:]
    var bodyBytes = 0
    var isQuiescing = false
    var whenEmpty: CheckedContinuation<Void, Never>?

    /// Takes the waiter out when nobody is left to wait for.
    mutating func waiterIfEmpty() -> CheckedContinuation<Void, Never>? {
      guard isQuiescing, open.isEmpty else { return nil }
      defer { whenEmpty = nil }
      return whenEmpty
    }
  }

  private let connectionsMax: Int
  private let bodyBytesTotalMax: Int
  private let state = Mutex(State())

  init(limits: HTTPLimits) {
    connectionsMax = limits.connectionsMax
    bodyBytesTotalMax = limits.bodyBytesTotalMax
  }

  var count: Int { state.withLock { $0.open.count } }

  /// Whether there is room for one more; if so it is counted until `leave`.
  func join(_ channel: any Channel) -> Bool {
    state.withLock { state in
      guard state.open.count < connectionsMax, !state.isQuiescing else { return false }
      state.open[ObjectIdentifier(channel)] = channel
      return true
    }
  }

  func leave(_ channel: any Channel) {
    let waiter = state.withLock { state in
      state.open[ObjectIdentifier(channel)] = nil
      return state.waiterIfEmpty()
    }
    waiter?.resume()
  }

  /// Whether `count` more bytes of request body may be held; if so they are counted until they are given back.
  func reserveBody(_ count: Int) -> Bool {
    state.withLock { state in
      guard state.bodyBytes + count <= bodyBytesTotalMax else { return false }
      state.bodyBytes += count
      return true
    }
  }

  func giveBackBody(_ count: Int) {
    state.withLock { $0.bodyBytes -= count }
  }

  /// Asks every connection to finish and lets no new one in.
  func quiesce() {
    let channels = state.withLock { state in
      state.isQuiescing = true
      return Array(state.open.values)
    }
    for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ConnectionEvent.quiesce) }
  }

  /// Closes whatever is still open.
  func closeAll() {
    let channels = state.withLock { Array($0.open.values) }
    for channel in channels { channel.close(mode: .all, promise: nil) }
  }

  /// Returns when the last connection is gone; only after `quiesce`.
  func waitUntilEmpty() async {
    await withCheckedContinuation { continuation in
      let waiter = state.withLock { state in
        state.whenEmpty = continuation
        return state.waiterIfEmpty()
      }
      waiter?.resume()
    }
  }
}
