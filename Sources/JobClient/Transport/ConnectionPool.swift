// The connections of one client: kept between requests, so that the next one need not wait for a new one.

import NIOCore
import Synchronization

/// Gives each request a connection of its own for as long as it takes.
final class ConnectionPool: Sendable {
  private struct State {
    /// The one used last goes out first: the others may grow old.
    var idle: [(connection: ClientConnection, since: NIODeadline)] = []
    var busy: [ObjectIdentifier: ClientConnection] = [:]
    var isShut = false

    /// The connection that was used last, if it can be used again, and those that are too old.
    mutating func takeIdle(now: NIODeadline) -> (kept: ClientConnection?, old: [ClientConnection]) {
      var old: [ClientConnection] = []
      while let (connection, since) = idle.popLast() {
        guard connection.isOpen, now - since < TransportLimits.idleTime else {
          old.append(connection)
          continue
        }
        busy[ObjectIdentifier(connection)] = connection
        return (connection, old)
      }
      return (nil, old)
    }

    /// Whether it is kept.
    mutating func giveBack(_ connection: ClientConnection, isReusable: Bool, now: NIODeadline) -> Bool {
      busy[ObjectIdentifier(connection)] = nil
      idle.removeAll { !$0.connection.isOpen }
      guard isReusable, !isShut, idle.count < TransportLimits.idleConnectionsMax else { return false }
      idle.append((connection, now))
      return true
    }
  }

  private let endpoint: Endpoint
  private let dialer: Dialer
  private let ordinary = Turns(max: TransportLimits.ordinaryRequestsMax)
  private let lasting = Turns(max: TransportLimits.lastingRequestsMax)
  private let state = Mutex(State())

  init(endpoint: Endpoint, dialer: Dialer) {
    self.endpoint = endpoint
    self.dialer = dialer
  }

  deinit {
    for (connection, _) in state.withLock({ $0.idle }) { connection.close() }
  }

  /// Sends a request over a kept connection or a new one, once there is a turn for it.
  ///
  /// - Parameter isFresh: a kept connection has failed just now, and others may be as stale.
  func begin(_ message: RequestMessage, isFresh: Bool) async throws(ClientError) -> Exchange {
    if Task.isCancelled { throw .cancelled }
    let turns = message.mayLast ? lasting : ordinary
    do throws(Turns.Refusal) {
      try await turns.take(before: message.deadline)
    } catch {
      throw meaning(error)
    }
    do throws(ClientError) {
      let connection = try await connection(before: message.deadline, isFresh: isFresh)
      return connection.begin(message) { [self] isReusable in
        giveBack(connection, isReusable: isReusable)
        turns.giveBack()
      }
    } catch {
      turns.giveBack()
      throw error
    }
  }

  /// Closes all connections and lets no request begin any more.
  func shutdown() async {
    ordinary.close()
    lasting.close()
    let all = state.withLock { state in
      state.isShut = true
      defer { state.idle = [] }
      return state.idle.map(\.connection) + state.busy.values
    }
    for connection in all { connection.close() }
    for connection in all { await connection.closed() }
  }

  private func meaning(_ refusal: Turns.Refusal) -> ClientError {
    switch refusal {
    case .cancelled: .cancelled
    case .late: .timedOut(endpoint: endpoint)
    case .closed: shut
    }
  }

  private var shut: ClientError { .connectionLost(endpoint: endpoint, reason: "this client has been shut down") }

  private func connection(before deadline: NIODeadline, isFresh: Bool) async throws(ClientError) -> ClientConnection {
    if !isFresh {
      let (kept, old) = state.withLock { $0.takeIdle(now: .now()) }
      for connection in old { connection.close() }
      if let kept { return kept }
    }
    let new = try await dialer.dial(before: deadline)
    let isShut = state.withLock { state in
      if !state.isShut { state.busy[ObjectIdentifier(new)] = new }
      return state.isShut
    }
    guard isShut else { return new }
    new.close()
    throw shut
  }

  private func giveBack(_ connection: ClientConnection, isReusable: Bool) {
    let isKept = state.withLock { $0.giveBack(connection, isReusable: isReusable, now: .now()) }
    if isReusable, !isKept { connection.close() }
  }
}
