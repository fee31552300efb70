// Who may have how many of the connections: one kind of listener cannot use up what another needs, and strangers cannot
// keep anybody out. Whoever comes is a stranger until it has shown a token, its owner as well: so where the room for
// strangers is used up, the one that has been here for longest makes room. Who has something to ask has asked by then.

import NIOCore

/// The open connections, counted by kind.
struct ConnectionBudget {
  /// What becomes of a connection.
  enum Verdict: Equatable {
    case room
    /// There is room if this one leaves, which is not counted any more.
    case insteadOf(ObjectIdentifier)
    case full
  }

  /// A connection over TCP that has not shown a valid token yet.
  private struct Stranger {
    let id: ObjectIdentifier
    let since: NIODeadline
  }

  private let connectionsMax: Int
  private let strangersPerPeerMax: Int
  private let stay: TimeAmount
  private var families: Set<SocketFamily> = []
  private var open: [SocketFamily: Int] = [:]
  /// In the order they came.
  private var strangers: [PeerAddress: [Stranger]] = [:]

  init(limits: HTTPLimits, timeouts: HTTPTimeouts) {
    connectionsMax = limits.connectionsMax
    strangersPerPeerMax = limits.strangersPerPeerMax
    stay = timeouts.strangerStay
  }

  /// There is a listener of this family, for which connections are kept from now on.
  mutating func keep(for family: SocketFamily) {
    families.insert(family)
  }

  /// Whether there is room for one more; if so it is counted until `leave`.
  mutating func join(_ id: ObjectIdentifier, _ caller: Caller, now: NIODeadline) -> Verdict {
    let family = caller.family
    var verdict = Verdict.room
    if case .tcp(let peer?) = caller, strangers[peer, default: []].count >= peerMax {
      guard let oldest = strangers[peer]?.first else { return .full }
      guard let left = show(out: oldest, of: peer, now) else { return .full }
      verdict = .insteadOf(left)
    } else if open.values.reduce(0, +) >= connectionsMax || open[family, default: 0] >= familyMax {
      guard family == .tcp, let (peer, oldest) = oldestStranger, let left = show(out: oldest, of: peer, now) else {
        return .full
      }
      verdict = .insteadOf(left)
    }
    if case .tcp(let peer?) = caller { strangers[peer, default: []].append(Stranger(id: id, since: now)) }
    open[family, default: 0] += 1
    return verdict
  }

  /// - Parameter isStranger: it has never shown a valid token.
  mutating func leave(_ id: ObjectIdentifier, _ caller: Caller, isStranger: Bool) {
    open[caller.family, default: 0] -= 1
    if isStranger { vouch(for: id, caller) }
  }

  /// It is a stranger no more.
  mutating func vouch(for id: ObjectIdentifier, _ caller: Caller) {
    guard case .tcp(let peer?) = caller, let index = strangers[peer]?.firstIndex(where: { $0.id == id }) else { return }
    strangers[peer]?.remove(at: index)
    if strangers[peer]?.isEmpty == true { strangers[peer] = nil }
  }

  private var oldestStranger: (PeerAddress, Stranger)? {
    strangers.compactMap { peer, all in all.first.map { (peer, $0) } }.min { $0.1.since < $1.1.since }
  }

  /// Takes a stranger out who has had its time; `nil` if it has not.
  private mutating func show(out stranger: Stranger, of peer: PeerAddress, _ now: NIODeadline) -> ObjectIdentifier? {
    guard stranger.since + stay <= now else { return nil }
    leave(stranger.id, .tcp(peer), isStranger: true)
    return stranger.id
  }

  /// A quarter is kept for the others, where there are listeners of two kinds.
  private var familyMax: Int {
    families.count > 1 ? max(1, connectionsMax - max(1, connectionsMax / 4)) : connectionsMax
  }

  /// Where there are few connections, half of them for one peer.
  private var peerMax: Int { min(strangersPerPeerMax, max(1, familyMax / 2)) }
}
