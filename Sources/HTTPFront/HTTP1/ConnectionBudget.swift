// Who may have how many of the connections: one kind of listener cannot use up what another needs, and strangers cannot
// keep anybody out. Whoever comes is a stranger until it has shown a token, its owner as well: so where the room for
// strangers is used up, the one that has been here for longest makes room, however short that is. To refuse the new one
// would be to refuse owners: strangers who come again at once would have every place as soon as it is free.

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
    /// The later it came the larger.
    let number: UInt64
  }

  private let connectionsMax: Int
  private let strangersPerPeerMax: Int
  private var families: Set<SocketFamily> = []
  private var open: [SocketFamily: Int] = [:]
  /// In the order they came.
  private var strangers: [PeerAddress: [Stranger]] = [:]
  private var strangersSoFar: UInt64 = 0

  init(limits: HTTPLimits) {
    connectionsMax = limits.connectionsMax
    strangersPerPeerMax = limits.strangersPerPeerMax
  }

  /// There is a listener of this family, for which connections are kept from now on.
  mutating func keep(for family: SocketFamily) {
    families.insert(family)
  }

  /// Whether there is room for one more; if so it is counted until `leave`.
  mutating func join(_ id: ObjectIdentifier, _ caller: Caller) -> Verdict {
    guard case .tcp(let peer?) = caller else { return take(caller.family) }
    var verdict = Verdict.room
    if let own = strangers[peer], own.count >= peerMax, let oldest = own.first {
      open[caller.family, default: 0] += 1
      verdict = .insteadOf(show(out: oldest, of: peer))
    } else {
      verdict = take(caller.family)
    }
    if verdict == .full { return .full }
    strangersSoFar += 1
    strangers[peer, default: []].append(Stranger(id: id, number: strangersSoFar))
    return verdict
  }

  /// One that had to make room has shown a token before it was gone. It is counted again until `leave`, if there is room.
  mutating func comeBack(_ caller: Caller) -> Verdict { take(caller.family) }

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

  /// One more place of all, if need be that of a stranger from anywhere.
  private mutating func take(_ family: SocketFamily) -> Verdict {
    var verdict = Verdict.room
    if open.values.reduce(0, +) >= connectionsMax || open[family, default: 0] >= familyMax {
      guard family == .tcp, let (peer, oldest) = oldestStranger else { return .full }
      verdict = .insteadOf(show(out: oldest, of: peer))
    }
    open[family, default: 0] += 1
    return verdict
  }

  private var oldestStranger: (PeerAddress, Stranger)? {
    strangers.lazy.compactMap { peer, all in all.first.map { (peer, $0) } }.min { $0.1.number < $1.1.number }
  }

  private mutating func show(out stranger: Stranger, of peer: PeerAddress) -> ObjectIdentifier {
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
