// Knows every open connection: refuses one too many, bounds what all of them hold together, and tells all of them when
// the front stops.

import NIOCore
import Synchronization

/// Tells a connection that it is to end.
enum ConnectionEvent: Sendable {
  /// It finishes what it is doing, and closes.
  case quiesce
  /// It closes, unless what it has been sent by now shows a token.
  case makeRoom
}

/// The open connections of a front, over all its event loops.
final class ConnectionRegistry: Sendable {
  private struct Guest {
    enum Standing {
      case stranger
      /// It has shown that it may come in.
      case known
      /// A stranger that has to make room, and is about to close: its place has been given away.
      case leaving
    }

    let channel: any Channel
    let caller: Caller
    var standing = Standing.stranger
  }

  private struct State {
    var open: [ObjectIdentifier: Guest] = [:]
    var budget: ConnectionBudget
    var unsent: UnsentAnswers
    var bodies: BodyRoom
    var isQuiescing = false
    var whenEmpty: CheckedContinuation<Void, Never>?

    mutating func forget(_ id: ObjectIdentifier) -> Guest? {
      unsent.forget(id)
      return open.removeValue(forKey: id)
    }

    /// Who has to make room for the one that gets this place.
    mutating func leaver(_ verdict: ConnectionBudget.Verdict) -> (any Channel)? {
      guard case .insteadOf(let oldest) = verdict else { return nil }
      open[oldest]?.standing = .leaving
      return open[oldest]?.channel
    }

    /// Takes the waiter out when nobody is left to wait for.
    mutating func waiterIfEmpty() -> CheckedContinuation<Void, Never>? {
      guard isQuiescing, open.isEmpty else { return nil }
      defer { whenEmpty = nil }
      return whenEmpty
    }
  }

  private let state: Mutex<State>

  init(limits: HTTPLimits, timeouts: HTTPTimeouts = HTTPTimeouts()) {
    state = Mutex(
      State(
        budget: ConnectionBudget(limits: limits), unsent: UnsentAnswers(limits: limits),
        bodies: BodyRoom(limits: limits)))
  }

  var count: Int { state.withLock { $0.open.count } }

  // MARK: Who is here

  /// Keeps connections, and room for bodies, for those who come by this kind of listener.
  func keep(for family: SocketFamily) {
    state.withLock { state in
      state.budget.keep(for: family)
      state.bodies.keep(for: family)
    }
  }

  /// Whether there is room for one more; if so it is counted until `leave`. A stranger may have to leave for it.
  func join(_ channel: any Channel, _ caller: Caller) -> Bool {
    let id = ObjectIdentifier(channel)
    let (isIn, leaver) = state.withLock { state -> (Bool, (any Channel)?) in
      if state.isQuiescing { return (false, nil) }
      let verdict = state.budget.join(id, caller)
      if verdict == .full { return (false, nil) }
      state.open[id] = Guest(channel: channel, caller: caller)
      return (true, state.leaver(verdict))
    }
    leaver?.pipeline.fireUserInboundEventTriggered(ConnectionEvent.makeRoom)
    return isIn
  }

  /// The peer has shown that it may come in; false if its place was given away meanwhile, and there is no other.
  func vouch(for channel: any Channel) -> Bool {
    let id = ObjectIdentifier(channel)
    let (isIn, leaver) = state.withLock { state -> (Bool, (any Channel)?) in
      guard let guest = state.open[id] else { return (true, nil) }
      var verdict = ConnectionBudget.Verdict.room
      switch guest.standing {
      case .known: return (true, nil)
      case .stranger: state.budget.vouch(for: id, guest.caller)
      case .leaving: verdict = state.budget.comeBack(guest.caller)
      }
      if verdict == .full { return (false, nil) }
      state.open[id]?.standing = .known
      return (true, state.leaver(verdict))
    }
    leaver?.pipeline.fireUserInboundEventTriggered(ConnectionEvent.makeRoom)
    return isIn
  }

  func leave(_ channel: any Channel) {
    let id = ObjectIdentifier(channel)
    let waiter = state.withLock { state in
      if let guest = state.forget(id) {
        switch guest.standing {
        case .stranger: state.budget.leave(id, guest.caller, isStranger: true)
        case .known: state.budget.leave(id, guest.caller, isStranger: false)
        // It is not counted any more.
        case .leaving: break
        }
      }
      return state.waiterIfEmpty()
    }
    waiter?.resume()
  }

  // MARK: What they hold

  /// Whether `count` more bytes of request body may be held; if so they are counted until they are given back.
  func reserveBody(_ count: Int, _ family: SocketFamily) -> Bool {
    state.withLock { $0.bodies.take(count, family) }
  }

  func giveBackBody(_ count: Int, _ family: SocketFamily) {
    state.withLock { $0.bodies.giveBack(count, family) }
  }

  /// Counts what the peer of a connection has not taken, and closes those who have taken nothing for longest when all of
  /// it together is too much.
  ///
  /// - Parameter hasMoved: it has taken something since the last time.
  func noteUnsent(_ count: Int, of channel: any Channel, hasMoved: Bool) {
    let closed = state.withLock { state in
      // One that has left is not counted again.
      guard state.open[ObjectIdentifier(channel)] != nil else { return [] as [any Channel] }
      return state.unsent.note(ObjectIdentifier(channel), unsent: count, hasMoved: hasMoved, now: .now())
        .compactMap { state.open[$0]?.channel }
    }
    for channel in closed { channel.close(mode: .all, promise: nil) }
  }

  // MARK: The end

  /// Asks every connection to finish and lets no new one in.
  func quiesce() {
    let channels = state.withLock { state in
      state.isQuiescing = true
      return state.open.values.map(\.channel)
    }
    for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ConnectionEvent.quiesce) }
  }

  /// Closes whatever is still open.
  func closeAll() {
    let channels = state.withLock { $0.open.values.map(\.channel) }
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
